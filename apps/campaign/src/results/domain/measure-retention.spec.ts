import { measureRetention, type RetainedCount } from './measure-retention.js';

const count = (arm: RetainedCount['arm'], retained: number, n: number): RetainedCount => ({
  ...{ arm, n, retained, notYet: 0 },
});
const COST = { currency: 'USD', redeemedMinor: 45_000, openMinor: 15_000 };
const measured = (treated: RetainedCount, holdout: RetainedCount, cost = COST) => {
  const { costs, caveats } = measureRetention([treated, holdout, count('control', 9, 10)], [cost]);
  return { cost: costs[0]!, caveats };
};

describe('what it cost to keep a customer', () => {
  it('is 200 for each of 300 of 1,000 who came back, and 1,200 for each of the 50 more than in the holdout', () => {
    const { cost, caveats } = measured(count('treatment', 300, 1_000), count('holdout', 250, 1_000));
    expect(cost).toMatchObject({ currency: 'USD', totalMinor: 60_000, perRetainedMinor: { value: 200 } });
    expect(cost.perRetainedMinor.low).toBeCloseTo(182.302188, 6);
    expect(cost.perRetainedMinor.high).toBeCloseTo(220.258784, 6);
    expect(cost.perIncrementalMinor.value).toBeCloseTo(1_200, 9);
    expect(cost.perIncrementalMinor.low).toBeCloseTo(673.577649, 6);
    expect(cost.perIncrementalMinor.high).toBeCloseTo(5_492.790224, 6);
    expect(caveats).toEqual([]);
  });

  it('has no upper end where the interval of the difference includes 0, and says so', () => {
    const { cost, caveats } = measured(count('treatment', 270, 1_000), count('holdout', 250, 1_000));
    expect(cost.perIncrementalMinor).toMatchObject({ value: expect.closeTo(3_000, 9), high: null });
    expect(cost.perIncrementalMinor.low).toBeGreaterThan(0);
    expect(caveats).toEqual(['perhaps-nothing-incremental']);
  });

  it('cannot be told of one more where fewer came back than in the holdout', () => {
    const { cost, caveats } = measured(count('treatment', 240, 1_000), count('holdout', 250, 1_000));
    expect(cost.perIncrementalMinor).toEqual({ value: null, low: null, high: null });
    expect(cost.perRetainedMinor.value).toBe(250);
    expect(caveats).toEqual(['nothing-incremental']);
  });

  it('is null of each where nobody came back, and has a lower end only', () => {
    const { cost } = measured(count('treatment', 0, 100), count('holdout', 20, 100));
    expect(cost.perRetainedMinor).toEqual({ value: null, low: expect.any(Number), high: null });
  });

  it('is told without a number where nobody was treated or held out', () => {
    const nobody = measureRetention([], [COST]);
    expect(nobody.costs[0]).toMatchObject({ perRetainedMinor: { value: null, low: null, high: null } });
    expect(nobody.caveats).toEqual(['nobody-treated', 'nobody-held-out']);
  });
});
