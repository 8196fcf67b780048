import { groupingOf, GROUPINGS, periodOf } from './grouping.js';
import { windowBefore } from './survey-window.js';

describe('what answers are told apart by', () => {
  it.each(GROUPINGS)('is %s', (by) => {
    expect(groupingOf(by)).toEqual({ by });
  });

  it('are nine things of the answer, its order and its customer, tier and campaign among them', () => {
    expect(GROUPINGS).toEqual([
      ...['day', 'week', 'month', 'touchpoint', 'location', 'channel', 'country', 'tier', 'campaign'],
    ]);
  });

  it('is any attribute of the customer, by its name, with a colon in it, too', () => {
    expect(groupingOf('attribute:ring:size')).toEqual({ by: 'attribute', name: 'ring:size' });
  });

  it.each(['', 'attribute:', 'attribute', 'Month', 'Tier', 'campaign:holdout', 'customer'])('is not "%s"', (text) => {
    expect(groupingOf(text)).toBeUndefined();
  });

  it('are periods where they are days, weeks or months', () => {
    expect(periodOf({ by: 'week' })).toBe('week');
    expect(periodOf({ by: 'attribute', name: 'week' })).toBeUndefined();
    for (const by of ['tier', 'campaign'] as const) expect(periodOf({ by })).toBeUndefined();
  });
});

describe('the days before', () => {
  it.each([
    ['2026-03-01', '2026-03-31', '2026-01-29', '2026-02-28'],
    ['2026-01-01', '2026-01-01', '2025-12-31', '2025-12-31'],
    ['1970-01-01', '1970-01-02', '1969-12-30', '1969-12-31'],
  ])('%s to %s are %s to %s', (from, to, first, last) => {
    expect(windowBefore(from, to)).toEqual({ from: first, to: last });
  });
});
