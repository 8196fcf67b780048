import fc from 'fast-check';

import { incrementalOf } from './incremental.js';
import { liftOfMeans } from './lift-of-means.js';
import { liftOfProportions } from './lift-of-proportions.js';
import { sampleOf } from './sample.js';

const anArm = fc
  .record({ n: fc.nat(5_000), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ n, share }) => ({ n, conversions: Math.round(n * share) }));
const anAmount = fc.double({ min: 0, max: 1e6, noNaN: true });
const numbersIn = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : typeof value === 'object' ? Object.values(value ?? {}).flatMap(numbersIn) : [];

describe('the lift of a rate', () => {
  const treated = { n: 9_000, conversions: 540 };
  const holdout = { n: 1_000, conversions: 50 };
  const lift = liftOfProportions(treated, holdout);

  it('of 540 in 9,000 against 50 in 1,000 is .01, 20 % more, standard error .0073326, z 1.36', () => {
    expect(lift).toMatchObject({ treated: 0.06, holdout: 0.05, degrees: null, caveats: [] });
    expect(lift.difference).toBeCloseTo(0.01, 15);
    expect(lift.standardError).toBeCloseTo(0.0073326, 7);
    expect(lift.statistic).toBeCloseTo(1.36, 2);
    expect(lift.p).toBeCloseTo(0.1726, 4);
    expect(lift.low).toBeCloseTo(0.01 - 1.959964 * 0.0073326, 6);
    expect(lift.high).toBeCloseTo(0.01 + 1.959964 * 0.0073326, 6);
    expect(lift.relative.value).toBeCloseTo(0.2, 15);
  });

  it('there is 90 conversions more, 10 each at a cost of 900, with no upper end because it may be nothing', () => {
    const { total, costOfOne, caveats } = incrementalOf(lift, treated.n, 900);
    expect(total.value).toBeCloseTo(90, 10);
    expect(total.low).toBeCloseTo(9_000 * lift.low!, 10);
    expect(costOfOne).toEqual({
      value: expect.closeTo(10, 10),
      low: expect.closeTo(900 / (9_000 * lift.high!), 10),
      high: null,
    });
    expect(caveats).toEqual(['perhaps-nothing-incremental']);
  });

  it('costs between two ends when it is certainly more, and has no cost of one when it is less', () => {
    const more = liftOfProportions({ n: 9_000, conversions: 900 }, holdout);
    const { total, costOfOne, caveats } = incrementalOf(more, 9_000, 900);
    expect([costOfOne.low, costOfOne.high]).toEqual([900 / total.high!, 900 / total.low!]);
    expect(caveats).toEqual([]);
    const less = incrementalOf(liftOfProportions({ n: 9_000, conversions: 90 }, holdout), 9_000, 900);
    expect(less.costOfOne).toEqual({ value: null, low: null, high: null });
    expect(less.caveats).toEqual(['nothing-incremental']);
  });

  it.each([
    ['nobody treated', [0, 0, 100, 5], ['nobody-treated'], { treated: null, holdout: 0.05, difference: null }],
    ['nobody held out', [100, 5, 0, 0], ['nobody-held-out'], { treated: 0.05, holdout: null, difference: null }],
    ['nobody at all', [0, 0, 0, 0], ['nobody-treated', 'nobody-held-out'], { treated: null, holdout: null }],
    ['no conversion', [90, 0, 10, 0], ['few-conversions', 'no-variation', 'no-baseline'], { difference: 0, p: null }],
    ['conversions only', [90, 90, 10, 10], ['few-conversions', 'no-variation'], { difference: 0, p: null, low: null }],
    [
      'all against none',
      [90, 90, 10, 0],
      ['few-conversions', 'no-variation', 'no-baseline'],
      { difference: 1, p: null },
    ],
    ['no conversion held out', [900, 50, 100, 0], ['few-conversions', 'no-baseline'], { relative: { value: null } }],
    ['9 conversions held out', [900, 90, 100, 9], ['few-conversions'], { holdout: 0.09 }],
    [
      'hardly any held out',
      [900, 90, 100, 1],
      ['few-conversions', 'uncertain-baseline'],
      { relative: { low: null, high: null } },
    ],
  ] as const)('of %s says what cannot be told', (_title, [nt, xt, nc, xc], caveats, told) => {
    const found = liftOfProportions({ n: nt, conversions: xt }, { n: nc, conversions: xc });
    expect(found.caveats).toEqual(caveats);
    expect(found).toMatchObject(told);
  });

  it('is a number or null, never NaN, and is told backwards when the arms are exchanged', () => {
    fc.assert(
      fc.property(anArm, anArm, anAmount, (one, other, cost) => {
        const [there, back] = [liftOfProportions(one, other), liftOfProportions(other, one)];
        expect(numbersIn({ there, incremental: incrementalOf(there, one.n, cost) }).every(Number.isFinite)).toBe(true);
        if (there.difference === null) return;
        expect(back.difference).toBeCloseTo(-there.difference, 12);
        expect(back.p).toEqual(there.p === null ? null : expect.closeTo(there.p, 12));
        expect(back.low).toEqual(there.high === null ? null : expect.closeTo(-there.high, 12));
      }),
    );
  });

  it('has 0 in the interval of the relative lift when it is in that of the difference, and not otherwise', () => {
    fc.assert(
      fc.property(anArm, anArm, (one, other) => {
        const { low, high, relative, p } = liftOfProportions(one, other);
        if (relative.low === null || Math.abs(p! - 0.05) < 1e-9) return;
        expect(relative.low! < 0 && relative.high! > 0).toBe(low! < 0 && high! > 0);
        expect(low! < 0 && high! > 0).toBe(p! > 0.05);
      }),
    );
  });

  it.each([
    [{ n: 10, conversions: 11 }, 0.95],
    [{ n: 10.5, conversions: 1 }, 0.95],
    [{ n: 10, conversions: -1 }, 0.95],
    [{ n: 10, conversions: 1 }, 1],
  ])('of %j with confidence %d is refused', (arm, confidence) => {
    expect(() => liftOfProportions(arm, { n: 10, conversions: 1 }, confidence)).toThrow(RangeError);
  });
});

describe('the lift of a mean', () => {
  it('of Student’s sleep data is as R’s t.test prints it: t -1.8608, 17.776 degrees of freedom, p .07939, -3.3654832 to .2054832', () => {
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const { statistic, degrees, p, low, high } = liftOfMeans(sampleOf(first), sampleOf(second));
    expect(statistic).toBeCloseTo(-1.8608, 4);
    expect(degrees).toBeCloseTo(17.776, 3);
    expect(p).toBeCloseTo(0.07939, 5);
    expect(low).toBeCloseTo(-3.3654832, 7);
    expect(high).toBeCloseTo(0.2054832, 7);
  });

  it.each([
    ['an empty arm', [[], [1, 2]], ['nobody-treated'], { holdout: 1.5, difference: null }],
    ['one customer', [[3], [1, 2]], ['one-alone'], { difference: 1.5, p: null, relative: { value: 1 } }],
    [
      'the same of everybody',
      [
        [3, 3],
        [2, 2],
      ],
      ['no-variation'],
      { difference: 1, p: null, standardError: null },
    ],
    [
      'nothing held out',
      [
        [3, 4],
        [0, 0],
      ],
      ['no-baseline'],
      { difference: 3.5, degrees: 1, relative: { value: null } },
    ],
  ] as const)('of %s says what cannot be told', (_title, [treated, holdout], caveats, told) => {
    const found = liftOfMeans(sampleOf(treated), sampleOf(holdout));
    expect(found.caveats).toEqual(caveats);
    expect(found).toMatchObject(told);
  });

  it('is a number or null, never NaN', () => {
    const anyValues = fc.array(
      fc.integer().map((thousandths) => thousandths / 1_000),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(anyValues, anyValues, (one, other) => {
        expect(numbersIn(liftOfMeans(sampleOf(one), sampleOf(other))).every(Number.isFinite)).toBe(true);
      }),
    );
  });
});
