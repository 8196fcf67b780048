import fc from 'fast-check';

import { bandOf, npsDifference, npsOf } from './nps.js';
import type { ScoreCounts } from './score-counts.js';

const of = (promoters: number, passives: number, detractors: number): ScoreCounts =>
  new Map([
    [10, promoters],
    [8, passives],
    [0, detractors],
  ]);

const anyScores = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 100_000 })), { maxLength: 11 })
  .map((entries): ScoreCounts => new Map(entries));

describe('the NPS', () => {
  it.each([
    [10, 'promoter'],
    [9, 'promoter'],
    [8, 'passive'],
    [7, 'passive'],
    [6, 'detractor'],
    [0, 'detractor'],
  ] as const)('takes an answer of %i as a %s', (score, band) => {
    expect(bandOf(score)).toBe(band);
    const { promoters, passives, detractors } = npsOf(new Map([[score, 1]]));
    expect({ promoter: promoters, passive: passives, detractor: detractors }[band]).toBe(1);
  });

  it('of 70 % promoters and 15 % detractors is 55', () => {
    expect(npsOf(of(70, 15, 15))).toMatchObject({ value: 55, n: 100, promoters: 70, passives: 15, detractors: 15 });
    expect(npsOf(of(140, 30, 30)).value).toBe(55);
  });

  it('of 90 promoters and 40 detractors among 200 is 25.0, 14.3772 to 35.6228', () => {
    const { value, low, high } = npsOf(of(90, 70, 40));
    expect(value).toBe(25);
    expect(low).toBeCloseTo(14.3772, 4);
    expect(high).toBeCloseTo(35.6228, 4);
  });

  it('of these, adjusted by three answers, is 24.6305, 14.0900 to 35.1711', () => {
    const { adjusted } = npsOf(of(90, 70, 40));
    expect(adjusted.value).toBeCloseTo(24.6305, 4);
    expect(adjusted.low).toBeCloseTo(14.09, 4);
    expect(adjusted.high).toBeCloseTo(35.1711, 4);
  });

  it('of ten promoters has an interval of some width only when it is adjusted', () => {
    const { value, low, high, adjusted } = npsOf(of(10, 0, 0));
    expect([value, low, high]).toEqual([100, 100, 100]);
    expect(adjusted.low).toBeLessThan(60);
  });

  it('of nobody is null, not 0', () => {
    const nothing = { value: null, low: null, high: null };
    expect(npsOf(new Map())).toEqual({ ...nothing, n: 0, promoters: 0, passives: 0, detractors: 0, adjusted: nothing });
  });

  it('lies from -100 to 100, in its interval, and counts everybody once, whatever the answers', () => {
    fc.assert(
      fc.property(anyScores, (scores) => {
        const { value, low, high, n, promoters, passives, detractors, adjusted } = npsOf(scores);
        expect(promoters + passives + detractors).toBe(n);
        expect(n).toBe([...scores.values()].reduce((sum, answers) => sum + answers, 0));
        // The adjusted interval is that of the adjusted value: of a single answer it does not reach to -100 and 100.
        for (const each of [{ value, low, high }, adjusted]) {
          if (each.value === null || each.low === null || each.high === null) return expect(n).toBe(0);
          expect(each.low).toBeGreaterThanOrEqual(-100);
          expect(each.high).toBeLessThanOrEqual(100);
          expect(each.low).toBeLessThanOrEqual(each.value);
          expect(each.high).toBeGreaterThanOrEqual(each.value);
        }
      }),
    );
  });

  it('of a whole follows from the counts of its parts, however it is split', () => {
    fc.assert(
      fc.property(fc.array(anyScores, { minLength: 1, maxLength: 5 }), (parts) => {
        const whole = new Map<number, number>();
        for (const part of parts) for (const [score, n] of part) whole.set(score, (whole.get(score) ?? 0) + n);
        const figures = parts.map(npsOf);
        const sum = (field: 'promoters' | 'passives' | 'detractors') =>
          figures.reduce((total, figure) => total + figure[field], 0);
        expect(npsOf(of(sum('promoters'), sum('passives'), sum('detractors')))).toEqual(npsOf(whole));
      }),
    );
  });
});

describe('the change of the NPS', () => {
  it('from 25 to 55, of 200 answers each, is 30, 15.4 to 44.6: se = sqrt(5.41987² + 5.2141²)', () => {
    const change = npsDifference(npsOf(of(140, 30, 30)), npsOf(of(90, 70, 40)));
    expect(change?.value).toBe(30);
    const half = 1.959963984540054 * Math.hypot(5.41987, 100 * Math.sqrt((0.85 - 0.55 ** 2) / 200));
    expect(change?.low).toBeCloseTo(30 - half, 3);
    expect(change?.high).toBeCloseTo(30 + half, 3);
  });

  it('is null where nobody answered one of the times', () => {
    expect(npsDifference(npsOf(of(1, 1, 1)), npsOf(new Map()))).toBeNull();
    expect(npsDifference(npsOf(new Map()), npsOf(of(1, 1, 1)))).toBeNull();
  });

  it('is the opposite when it is asked the other way round', () => {
    fc.assert(
      fc.property(anyScores, anyScores, (one, other) => {
        const there = npsDifference(npsOf(one), npsOf(other));
        const back = npsDifference(npsOf(other), npsOf(one));
        expect(back === null).toBe(there === null);
        if (there && back) expect(-back.low).toBeCloseTo(there.high, 9);
      }),
    );
  });
});
