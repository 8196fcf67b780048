import fc from 'fast-check';

import {
  byFrequency,
  byWeek,
  calibrationOf,
  countsByFrequency,
  DAYS_PER_MONTH,
  expectedSpends,
  fitBgBb,
  fitGammaGamma,
  forecastBgBb,
  forecastErrors,
  lifetimeValues,
  purchaseModels,
  PurchaseLog,
  splitAt,
  topDecileCapture,
} from './index.js';

const logUniform = (from: number, until: number) =>
  fc.double({ min: Math.log(from), max: Math.log(until), noNaN: true }).map(Math.exp);

/** Whether every number in it is one, however deep; what cannot be said is null or absent. */
function allNumbers(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (ArrayBuffer.isView(value)) return allNumbers(Array.from(value as Float64Array));
  return typeof value !== 'object' || value === null || Object.values(value).every(allNumbers);
}

/** Few customers, one day or decades, orders for nothing, of a millionth of what others cost, and returns of more than was bought. */
const anyOrders = fc
  .constantFrom(1, 3, 400, 20_000)
  .chain((days) =>
    fc.array(
      fc.tuple(
        fc.nat(6),
        fc.nat(days - 1),
        fc.oneof(fc.constantFrom(0, 1, 1_000_000), fc.integer({ min: -2_000, max: 2_000 })),
      ),
      { minLength: 1, maxLength: 60 },
    ),
  );

const anyModel = fc.constantFrom(...Object.values(purchaseModels));

describe('everything that is computed of a shop, a number or not at all', () => {
  it('whatever was ordered and returned, at whatever cut and in whatever unit of time', () => {
    fc.assert(
      fc.property(
        anyOrders,
        anyModel,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(1 / 24, 7, 365.25),
        (orders, model, share, unitDays) => {
          // prettier-ignore
          const log = new PurchaseLog();
          for (const [customer, day, amount] of orders) log.add(String(customer), 10_000 + day, amount);
          const cutDay = Math.floor(log.firstDay + share * (log.lastDay - log.firstDay));
          const split = splitAt(log, cutDay, log.lastDay + 1, unitDays);
          const { calibration } = split;
          const [purchases, spend] = [model.fit(calibration), fitGammaGamma(calibration)];
          if (!purchases.fitted) return allNumbers([split, purchases, spend]);

          const forecast = model.forecast(purchases.forecastParameters);
          const expected = forecast.conditionalExpectations(calibration, split.length);
          const horizon = { periods: 3, periodLength: 30 / unitDays, rate: 0.01 };
          return allNumbers([
            [split, purchases, spend, expected, forecast.probabilitiesAlive(calibration)],
            [forecastErrors(expected, split.purchases), topDecileCapture(expected, split.purchases)],
            [byFrequency(split, expected), byWeek(split, (t) => forecast.expectedPurchases(t))],
            countsByFrequency(calibration, (t, n) => forecast.purchaseCountProbability(t, n)),
            spend.fitted && lifetimeValues(forecast, spend.parameters, calibration, horizon),
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('whatever was spent, from a millionth to a million of it', () => {
    const anySpend = fc.tuple(fc.oneof(fc.nat(3), fc.nat(100_000)), fc.oneof(fc.constant(0), fc.constant(20), logUniform(1e-6, 1e6))); // prettier-ignore
    fc.assert(
      fc.property(fc.array(anySpend, { maxLength: 10 }), (rows) => {
        const spends = { x: Float64Array.from(rows, ([x]) => x), m: Float64Array.from(rows, ([, m]) => m) };
        const found = fitGammaGamma(spends);
        return allNumbers([found, found.fitted && expectedSpends(found.parameters, spends)]);
      }),
      { numRuns: 100 },
    );
  });

  it('whichever opportunities were taken', () => {
    const anyRow = fc
      .tuple(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([n, last, share]) => [Math.ceil(Math.ceil(last * n) * share), Math.ceil(last * n), n] as const)
      .map(([x, tx, n]) => [x, x === 0 ? 0 : tx, n] as const);
    const anyParameter = logUniform(1e-9, 1e9);
    fc.assert(
      fc.property(
        fc.array(anyRow, { maxLength: 8 }),
        fc.tuple(anyParameter, anyParameter, anyParameter, anyParameter),
        (rows, [alpha, beta, gamma, delta]) => {
          // prettier-ignore
          const column = (index: 0 | 1 | 2) => Float64Array.from(rows, (row) => row[index]);
          const found = fitBgBb({ x: column(0), tx: column(1), n: column(2) });
          const forecasts = [forecastBgBb({ alpha, beta, gamma, delta }), ...(found.fitted ? [forecastBgBb(found.forecastParameters)] : [])]; // prettier-ignore
          return allNumbers([
            found,
            forecasts.map((forecast) =>
              rows.map(([x, tx, n]) => [
                forecast.probabilityAlive(x, tx, n),
                forecast.discountedPurchases(x, tx, n, 50, 0.1),
                forecast.expectedPurchases(n),
                forecast.purchaseCountProbability(n, x),
              ]),
            ),
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what cannot be a horizon or a unit of time', () => {
  const forecast = purchaseModels.bgnbd.forecast({ r: 1, alpha: 1, a: 1, b: 1 });
  const nobody = { x: new Float64Array(0), tx: new Float64Array(0), T: new Float64Array(0) };

  it.each([
    { periods: 1.5, periodLength: 4, rate: 0.01 },
    { periods: 0, periodLength: 4, rate: 0.01 },
    { periods: 12, periodLength: 0, rate: 0.01 },
    { periods: 12, periodLength: 4, rate: -1 },
    { periods: 12, periodLength: 4, rate: NaN },
  ])('%j is refused in words', (horizon) => {
    expect(() => forecast.discountedPurchases(nobody, horizon)).toThrow(/not a horizon: .*needs whole periods >= 1/);
  });

  it.each([0, -7, NaN, Infinity])('%d days are refused in words', (unitDays) => {
    expect(() => calibrationOf(new PurchaseLog(), 10_000, unitDays)).toThrow(/a unit of time has days above 0/);
  });
});

describe('what cannot be a customer, a number of purchases or a margin', () => {
  const forecast = purchaseModels.bgnbd.forecast({ r: 1, alpha: 1, a: 1, b: 1 });
  const horizon = { periods: 12, periodLength: 4, rate: 0.01 };
  const spend = { p: 6, q: 4, v: 15 };
  const second = (x: number, tx: number, T: number, m = 0) => ({
    ...{ x: Float64Array.of(0, x), tx: Float64Array.of(0, tx), T: Float64Array.of(2, T), m: Float64Array.of(0, m) },
  });

  it.each([
    ['a last purchase after the end', second(1, 3, 2)],
    ['half a purchase', second(1.5, 1, 2)],
    ['a purchase at no time', second(1, NaN, 2)],
  ])('%s is refused in every forecast of customers, naming the element', (_what, histories) => {
    for (const forecastThem of [
      () => forecast.probabilitiesAlive(histories),
      () => forecast.conditionalExpectations(histories, 4),
      () => forecast.discountedPurchases(histories, horizon),
      () => lifetimeValues(forecast, spend, histories, horizon),
    ])
      expect(forecastThem).toThrow(/element 1 is not a history/);
  });

  it('a spend below 0, and a margin that is no share, are refused in lifetime values', () => {
    expect(() => lifetimeValues(forecast, spend, second(1, 1, 2, -5), horizon)).toThrow(/element 1 is not a spend/);
    for (const margin of [NaN, -0.1, 1.1])
      expect(() => lifetimeValues(forecast, spend, second(1, 1, 2, 5), horizon, margin)).toThrow(/margin is .*0 to 1/);
  });

  it.each([-1, 0.5, NaN])('the probability of %d purchases is refused', (n) => {
    expect(() => forecast.purchaseCountProbability(4, n)).toThrow(/must be whole, from 0/);
  });
});

describe('twelve months', () => {
  it('are 365.25 days, more than 365 of them, and worth more than a year that is discounted from its end', () => {
    const forecast = purchaseModels.bgnbd.forecast({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 });
    const customer = { x: Float64Array.of(2), tx: Float64Array.of(30.43), T: Float64Array.of(38.86) };
    const purchases = (periods: number, days: number, rate: number) =>
      forecast.discountedPurchases(customer, { periods, periodLength: days / periods / 7, rate })[0]!;
    expect(12 * DAYS_PER_MONTH).toBe(365.25);
    expect(purchases(12, 365.25, 0)).toBeCloseTo(forecast.conditionalExpectation(2, 30.43, 38.86, 365.25 / 7), 12);
    expect(purchases(12, 365.25, 0)).toBeGreaterThan(purchases(365, 365, 0));
    const monthly = 1.1 ** (1 / 12) - 1;
    expect(purchases(12, 365.25, monthly)).toBeGreaterThan(purchases(1, 365.25, 0.1));
    expect(purchases(12, 365.25, monthly)).toBeLessThan(purchases(12, 365.25, 0));
  });
});
