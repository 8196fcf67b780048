import { npsDifference, npsOf } from './nps.js';
import type { GroupScores, ScoreCounts } from './score-counts.js';
import { reportGroups, reportWhole } from './score-report.js';

const nps = { figureOf: npsOf, difference: npsDifference };
const of = (promoters: number, detractors = 0): ScoreCounts =>
  new Map([
    [9, promoters],
    [3, detractors],
  ]);
/** A group of people who are in no other one. */
const group = (promoters: number, detractors = 0): GroupScores => ({
  scores: of(promoters, detractors),
  alone: promoters + detractors,
});
const changes = (groups: ReturnType<typeof reportGroups>) =>
  groups.map(({ group, before }) => [group, before?.change?.value ?? null]);

describe('a report on scores', () => {
  it('tells nothing of 9 answers where 10 are needed, not even how many there were', () => {
    expect(reportWhole(nps, 10, of(9))).toEqual({ figure: undefined });
    expect(reportWhole(nps, 10, of(10)).figure).toMatchObject({ n: 10, value: 100 });
  });

  it('tells that nobody answered', () => {
    expect(reportWhole(nps, 10, new Map()).figure).toMatchObject({ n: 0, value: null });
  });

  it('tells no change from what is suppressed', () => {
    const report = reportWhole(nps, 10, of(20), of(5));
    expect(report.before).toEqual({ figure: undefined, change: null });
    expect(reportWhole(nps, 10, of(20, 20), of(10)).before?.change?.value).toBe(-100);
  });

  it('compares a group with itself in the days before, and with nobody where there was none', () => {
    const now = new Map([
      ['GB', group(10, 10)],
      ['US', group(20)],
      [null, group(10)],
    ]);
    const before = new Map([
      ['GB', group(10)],
      [null, group(0, 10)],
    ]);
    const groups = reportGroups(nps, 10, { by: 'country' }, now, before);
    expect(changes(groups)).toEqual([
      ['GB', -100],
      ['US', null],
      [null, 200],
    ]);
    expect(groups[1]?.before?.figure).toMatchObject({ n: 0 });
  });

  it.each([
    ['day', '1999-01-04', '2026-02-28', '2026-03-01'],
    ['week', '1999-01-04', '2025-12-29', '2026-01-05'],
    ['month', '1999-01', '2025-12', '2026-01'],
  ] as const)(
    'compares each %s with the one before it, and across a gap with nobody',
    (by, longAgo, earlier, later) => {
      const now = new Map([
        [longAgo, group(10)],
        [earlier, group(0, 10)],
        [later, group(10)],
      ]);
      expect(changes(reportGroups(nps, 10, { by }, now, now))).toEqual([
        [longAgo, null],
        [earlier, null],
        [later, 200],
      ]);
    },
  );
});
