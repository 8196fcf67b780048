import fc from 'fast-check';

import type { CandidateGroup, Outcome, WorthSums } from './candidate-group.js';
import { fairnessReport } from './fairness-report.js';

const group = (
  name: string | null,
  counts: Partial<Record<Outcome, number>>,
  worth: Readonly<Record<string, readonly number[]>> = {},
): CandidateGroup => ({
  group: name,
  counts: { offered: 0, heldOut: 0, withheld: 0, skipped: 0, ...counts },
  worth: new Map(Object.entries(worth).map(([currency, minor]) => [currency, sumsOf(minor)])),
});
const sumsOf = (minor: readonly number[]): WorthSums => ({
  n: minor.length,
  y: BigInt(minor.reduce((sum, each) => sum + each, 0)),
  yy: BigInt(minor.reduce((sum, each) => sum + each ** 2, 0)),
});
const times = (n: number, ...minor: readonly number[]): number[] => Array.from({ length: n }, () => minor).flat();

describe('who gets the offers of a campaign', () => {
  it('is told by group with the difference to all others: 30 of 40 against 30 of 60 are .25 more, .0547 to .4135', () => {
    const { whole, groups } = fairnessReport(
      [
        group('a', { offered: 30, heldOut: 4, withheld: 5, skipped: 1 }),
        group('b', { offered: 20, skipped: 20 }),
        group('c', { offered: 10, skipped: 10 }),
      ],
      10,
    );
    const { candidates, shares } = groups[0]!.told!;
    expect(candidates).toBe(40);
    expect(shares).toMatchObject({
      ...{ offered: { value: 0.75, n: 40 }, heldOut: { value: 0.1 }, withheld: { value: 0.125 } },
      skipped: { value: 0.025 },
    });
    expect(shares.offered.low).toBeCloseTo(0.59806, 6);
    expect(shares.offered.high).toBeCloseTo(0.858129, 6);
    expect(shares.offered.difference?.value).toBeCloseTo(0.25, 12);
    expect(shares.offered.difference?.low).toBeCloseTo(0.054735, 6);
    expect(shares.offered.difference?.high).toBeCloseTo(0.413508, 6);
    expect(whole.told).toMatchObject({ candidates: 100, shares: { offered: { value: 0.6, difference: null } } });
  });

  it('has the mean worth of the offers of a customer, and by how much it is more than of the others', () => {
    const { groups } = fairnessReport(
      [
        group('a', { offered: 10 }, { USD: times(5, 400, 600) }),
        group('b', { offered: 20 }, { USD: times(10, 200, 400) }),
      ],
      10,
    );
    const [worth] = groups[0]!.told!.worth;
    expect(worth).toMatchObject({ currency: 'USD', n: 10, mean: { value: 500 }, difference: { value: 200 } });
    // s = 105.409, over the root of 10.
    expect(worth!.mean!.low).toBeCloseTo(500 - (1.959964 * 105.409255) / Math.sqrt(10), 3);
    expect(worth!.difference!.low).toBeCloseTo(114.87, 1);
    expect(groups[1]!.told!.worth[0]!.difference!.value).toBe(-200);
  });

  it('hides a group of 9, and the smallest other one with it, so that the whole does not tell it', () => {
    const { whole, groups } = fairnessReport(
      [group('a', { offered: 40 }), group('b', { skipped: 30 }), group(null, { offered: 9 })],
      10,
    );
    expect(groups.map(({ group: name, told }) => [name, told?.candidates])).toEqual([
      ...[
        ['a', 40],
        ['b', undefined],
        [null, undefined],
      ],
    ]);
    expect(whole.told?.candidates).toBe(79);
    expect(fairnessReport([group('a', { offered: 9 })], 10).whole.told).toBeUndefined();
  });

  it('hides what the offers of 9 of 40 are worth, and those of the smallest other group', () => {
    const { groups } = fairnessReport(
      [
        group('a', { offered: 9, skipped: 31 }, { USD: times(9, 100) }),
        group('b', { offered: 20 }, { USD: times(20, 300) }),
        group('c', { offered: 30 }, { USD: times(30, 200), EUR: times(30, 50) }),
      ],
      10,
    );
    expect(groups.map(({ told }) => told!.worth.map(({ currency, n }) => [currency, n]))).toEqual([
      ...[[['USD', null]], [['USD', null]]],
      [
        ['EUR', 30],
        ['USD', 30],
      ],
    ]);
    expect(groups[0]!.told!.shares.offered.value).toBe(0.225);
  });

  it('is told of nobody without a number', () => {
    expect(fairnessReport([], 10)).toMatchObject({
      whole: { told: { candidates: 0, shares: { offered: { value: null, difference: null } }, worth: [] } },
      groups: [],
    });
  });

  it('never tells of a group of fewer than 10, nor leaves a rest of fewer', () => {
    const counts = fc.record({
      ...{ offered: fc.nat(20), heldOut: fc.nat(5) },
      ...{ withheld: fc.nat(5), skipped: fc.nat(20) },
    });
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 6 }), (all) => {
        const named = all.map((each, index) => group(`g-${index}`, each));
        const { groups } = fairnessReport(named, 10);
        const whole = all.flatMap((each) => Object.values(each)).reduce((sum, n) => sum + n, 0);
        const shown = groups.flatMap(({ told }) => (told && told.candidates > 0 ? [told.candidates] : []));
        const rest = whole - shown.reduce((sum, n) => sum + n, 0);
        expect(shown.every((n) => n >= 10)).toBe(true);
        if (shown.length > 0) expect(rest === 0 || rest >= 10).toBe(true);
      }),
    );
  });
});
