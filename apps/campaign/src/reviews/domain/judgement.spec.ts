import { confirm, excuse, judge, stepBetween, type Judgement, type ReviewReason } from './judgement.js';

const reason = (code: string, weight: number): ReviewReason => ({ code, weight, evidence: {} });
const unverified = reason('unverified', 50);
const burst = reason('burst', 50);
const copy = reason('duplicate-text', 60);

const fresh: Judgement = { standing: 'trusted', score: 0, holdFrom: 100, reasons: [], excused: [] };
const judged = (reasons: ReviewReason[], before: Judgement = fresh, unpublished = false) =>
  judge(before, reasons, { holdFrom: 100, unpublished });

describe('a judgement', () => {
  it.each([
    ['trusts at 99', [reason('a', 99)], 'trusted', 99],
    ['holds at 100', [unverified, burst], 'held', 100],
    ['trusts again when one of two reasons is gone', [burst], 'trusted', 50],
  ])('%s', (_title, reasons, standing, score) => {
    expect(judged(reasons, judged([unverified, burst]))).toMatchObject({ standing, score });
  });

  it('does not count again what a person has excused, but what is new', () => {
    const released = excuse(judged([unverified, burst]));
    expect(released).toMatchObject({ standing: 'released', score: 0, excused: ['unverified', 'burst'] });
    expect(judged([unverified, burst], released)).toMatchObject({ standing: 'released', score: 0 });
    expect(judged([unverified, burst, copy], released)).toMatchObject({ standing: 'released', score: 60 });
    expect(judged([burst, copy, reason('velocity-day', 40)], released)).toMatchObject({ standing: 'held', score: 100 });
  });

  it('excuses what a second release finds, too', () => {
    const again = judged([copy, reason('velocity-day', 40)], excuse(judged([unverified, burst])));
    expect(excuse(again).excused).toEqual(['unverified', 'burst', 'duplicate-text', 'velocity-day']);
  });

  it('that a person has confirmed stays, whatever comes to be known', () => {
    const confirmed = confirm(judged([unverified, burst]));
    expect(judged([], confirmed).standing).toBe('confirmed');
    expect(judged([], confirmed, true).standing).toBe('confirmed');
  });

  it('holds nothing that was taken back', () => {
    expect(judged([unverified, burst], judged([unverified, burst]), true)).toMatchObject({ standing: 'withdrawn' });
  });
});

describe('a step of a hold', () => {
  it.each([
    ['trusted', 'held', 'held'],
    ['released', 'held', 'held'],
    ['held', 'trusted', 'lifted'],
    ['held', 'released', 'lifted'],
    ['held', 'withdrawn', 'withdrawn'],
    ['trusted', 'withdrawn', undefined],
    ['held', 'held', undefined],
  ] as const)('from %s to %s is %s', (before, now, step) => {
    expect(stepBetween(before, now)).toBe(step);
  });
});
