import { byFrequency, byWeek, dayNumber, forecastErrors, PurchaseLog, splitAt, topDecileCapture } from './index.js';

const MONDAY = dayNumber('2027-03-01');

function history(rows: readonly (readonly [customer: string, day: number, amount: number])[]) {
  const log = new PurchaseLog();
  for (const [customer, day, amount] of rows) log.add(customer, MONDAY + day, amount);
  return log;
}

describe('splitAt', () => {
  const log = history([
    ['a', 0, 100],
    ['a', 8, 200],
    ['a', 15, 300],
    ['b', 3, 50],
    ['b', 20, -50],
    ['c', 16, 900],
  ]);

  it('counts what the customers of before the cut bought after it, and leaves later customers out', () => {
    const { calibration, purchases, spend, length } = splitAt(log, MONDAY + 14, MONDAY + 28);
    expect(calibration.customers).toEqual(['a', 'b']);
    expect([[...calibration.x], [...purchases], [...spend], length]).toEqual([[1, 0], [1, 0], [300, 0], 2]);
  });

  it('refuses an end that is not after the cut', () => {
    expect(() => splitAt(log, MONDAY, MONDAY)).toThrow(/not after/);
  });
});

describe('forecastErrors', () => {
  it('says how far off a forecast is of a customer and in all', () => {
    const errors = forecastErrors(Float64Array.of(1, 2, 3), Float64Array.of(0, 2, 6));
    expect(errors).toMatchObject({ mae: 4 / 3, rmse: Math.sqrt(10 / 3), bias: -0.25, expectedTotal: 6 });
  });

  it('has no bias where nothing happened', () => {
    expect(forecastErrors(Float64Array.of(1), Float64Array.of(0)).bias).toBeNull();
  });

  it('has no mean of nobody', () => {
    const nobody = new Float64Array(0);
    expect(forecastErrors(nobody, nobody)).toEqual({
      expectedTotal: 0,
      actualTotal: 0,
      mae: null,
      rmse: null,
      bias: null,
    });
  });
});

describe('topDecileCapture', () => {
  const expected = Float64Array.from({ length: 29 }, (_, i) => i);

  it('is the share that went to the 2 of 29 customers of whom most was expected', () => {
    const actual = Float64Array.from({ length: 29 }, (_, i) => (i === 28 ? 3 : i === 27 ? 2 : i === 26 ? 100 : 0));
    expect(topDecileCapture(expected, actual)).toBeCloseTo(5 / 105, 12);
  });

  it('gives customers of equal expectation equal shares of the last places, whatever their order', () => {
    const tied = expected.map((each) => Math.min(each, 26));
    const actual = Float64Array.from({ length: 29 }, (_, i) => (i === 28 ? 9 : 1));
    expect(topDecileCapture(tied, actual)).toBeCloseTo(((11 * 2) / 3 / 37), 12); // prettier-ignore
    expect(topDecileCapture(tied.reverse(), actual.reverse())).toBeCloseTo((11 * 2) / 3 / 37, 12);
  });

  it('takes one customer where there are fewer than ten, and is unknown where nothing happened', () => {
    expect(topDecileCapture(Float64Array.of(1, 2), Float64Array.of(1, 3))).toBe(0.75);
    expect(topDecileCapture(Float64Array.of(1, 2), Float64Array.of(0, 0))).toBeNull();
  });
});

describe('the tables of a backtest', () => {
  const split = splitAt(
    history([
      ['a', 0, 1],
      ['a', 6, 1],
      ['a', 7, 1],
      ['b', 7, 1],
      ['b', 16, 1],
    ]),
    MONDAY + 13,
    MONDAY + 16,
  );

  it('sums up by week, from the first purchase on; the last week may be shorter', () => {
    expect(byWeek(split, (t) => t)).toEqual([
      { until: '2027-03-07', isHoldout: false, actual: 1, expected: 1 },
      { until: '2027-03-14', isHoldout: false, actual: 1, expected: 2 },
      { until: '2027-03-17', isHoldout: true, actual: 1, expected: expect.closeTo(6 / 7, 12) },
    ]);
  });

  it('takes means by repeat purchases before the cut', () => {
    const rows = byFrequency(split, Float64Array.of(0.5, 0.25));
    expect(rows).toHaveLength(8);
    expect(rows[0]).toEqual({ x: 0, customers: 1, expected: 0.25, actual: 1 });
    expect(rows[2]).toEqual({ x: 2, customers: 1, expected: 0.5, actual: 0 });
    expect(rows[7]).toEqual({ x: 7, customers: 0, expected: null, actual: null });
  });
});
