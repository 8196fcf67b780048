import { limitOfChances, limitOfRates } from './dropout-limit.js';
import { fitBgBb, forecastBgBb, purchaseModels, type PurchaseModelName } from './index.js';
import { histories, simulate } from './simulated.fixture.js';

const times = (n: number, row: number[]) => Array.from({ length: n }, () => row);

function fitted(name: PurchaseModelName, rows: readonly (readonly number[])[]) {
  const found = purchaseModels[name].fit(histories(rows));
  if (!found.fitted) throw new Error(found.detail);
  return { found, forecast: purchaseModels[name].forecast(found.forecastParameters) };
}

/** Five who came back once, early, of 105 in a short time: the likelihood is best where nobody buys a third time. */
const cameBackOnce = [1, 2, 3, 4, 5].map((tx) => [1, tx, 10]).concat(times(100, [0, 0, 10]));
const regular = Array.from({ length: 60 }, (_, i) => [5 + (i % 3), 48, 50]);

describe('where dropout cannot be told', () => {
  it.each<[PurchaseModelName, string, number[][]]>([
    ['bgnbd', 'bought twice or once', cameBackOnce],
    ['mbgnbd', 'bought twice or once', cameBackOnce],
    ['paretonbd', 'bought twice or once', cameBackOnce],
    ['bgnbd', 'buy regularly', regular],
    ['mbgnbd', 'buy regularly', regular],
    ['paretonbd', 'buy regularly', regular],
  ])('%s forecasts customers who %s by NBD: P(alive) is 1, (r+x)/(alpha+T) t purchases', (name, _title, rows) => {
    const { found, forecast } = fitted(name, rows);
    expect(found.dropoutIdentified).toBe(false);
    const { r = NaN, alpha = NaN } = found.forecastParameters;
    for (const [x = 0, tx = 0, T = 0] of [...rows, [1000, 1, 100]]) {
      expect(forecast.probabilityAlive(x, tx, T)).toBe(1);
      expect(forecast.conditionalExpectation(x, tx, T, 52) / (((r + x) / (alpha + T)) * 52)).toBeCloseTo(1, 12);
    }
    expect(forecast.expectedPurchases(52) / ((r / alpha) * 52)).toBeCloseTo(1, 12);
    const counts = Array.from({ length: 400 }, (_, n) => forecast.purchaseCountProbability(20, n));
    expect(counts.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
  });

  it('the rates of NBD are the best ones, and those of the whole model are told beside them', () => {
    const { found } = fitted('bgnbd', cameBackOnce);
    expect(found.parameters['a']! / found.parameters['b']!).toBeGreaterThan(1e6);
    // One repeat purchase each of five in 105 times 10 weeks.
    const { r = NaN, alpha = NaN, a, b } = found.forecastParameters;
    expect(r / alpha).toBeCloseTo(5 / 1050, 3);
    expect([a, b]).toEqual([0, 1]);
  });

  it('BG/BB, too, takes nobody for gone', () => {
    const x = Float64Array.from({ length: 50 }, (_, i) => 3 + (i % 3));
    const found = fitBgBb({ x, tx: x.map(() => 6), n: x.map(() => 6) });
    if (!found.fitted) throw new Error(found.detail);
    expect(found).toMatchObject({ dropoutIdentified: false, forecastParameters: { gamma: 0, delta: 1 } });
    const forecast = forecastBgBb(found.forecastParameters);
    expect(forecast.probabilityAlive(5, 5, 500)).toBe(1);
    expect(forecast.conditionalExpectation(4, 6, 6, 10)).toBeCloseTo(20 / 3, 1);
    expect(forecast.purchaseCountProbability(1, 0) + forecast.purchaseCountProbability(1, 1)).toBeCloseTo(1, 12);
  });
});

describe('where the parameters of dropout run to', () => {
  const { log } = Math;
  const knowable = { lower: [0, 0, -10, -10], upper: [0, 0, 10, 10] };

  it.each([
    ['within what data tell', [-9, 9], undefined],
    ['one chance of 10,101', [-11, -11 + log(10_100)], 'nobody'],
    ['one chance of 9,901', [-11, -11 + log(9_900)], 'some-at-once'],
    ['all chances of 9,901 but one', [-11 + log(9_900), -11], 'some-at-once'],
    ['all chances of 10,101 but one', [-11 + log(10_100), -11], 'everybody-at-once'],
    ['every chance alike', [11, 11], 'everybody-alike'],
  ] as const)('by chances: %s', (_chances, theta, limit) => {
    expect(limitOfChances(theta, knowable)).toBe(limit);
  });

  it.each([
    ['within what data tell', [-9, 9], undefined],
    ['0.99 of 10,000 customers, soon', [log(0.99e-4 / log(1 + Math.exp(11))), -11], 'nobody'],
    ['1.01 of 10,000, soon', [log(1.01e-4 / log(1 + Math.exp(11))), -11], 'some-at-once'],
    ['0.99 of 10,000 at the limit', [log(0.99e-4), -1e4], 'nobody'],
    ['1.01 of 10,000 at the limit', [log(1.01e-4), -1e4], 'some-at-once'],
    ['everybody at one rate', [11, 11], 'everybody-alike'],
  ] as const)('by rates: %s', (_rates, theta, limit) => {
    expect(limitOfRates(theta, knowable)).toBe(limit);
  });

  it('is their edge, whichever customer comes first', () => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const T = 30 + (i % 7);
      return i % 5 < 2 ? [0, 0, T] : [4 + (i % 3), T - 1 - (i % 2), T];
    });
    const [one, other] = [fitted('bgnbd', rows).found, fitted('bgnbd', rows.toReversed()).found];
    expect(one.atBound).toEqual(['a', 'b']);
    for (const name of ['a', 'b']) expect(one.parameters[name]! / other.parameters[name]!).toBeCloseTo(1, 9);
  });

  it.each<[PurchaseModelName, string, string, number[][]]>([
    ['bgnbd', 'nobody gives up', 'nobody', regular],
    ['mbgnbd', 'nobody gives up', 'nobody', regular],
    ['paretonbd', 'nobody gives up', 'nobody', regular],
    ['bgnbd', 'everybody is silent after the first repeat purchase', 'everybody-at-once', times(100, [1, 1, 50])],
    ['mbgnbd', 'everybody is silent after the first repeat purchase', 'everybody-alike', times(100, [1, 1, 50])],
    ['paretonbd', 'everybody is silent after the first repeat purchase', 'everybody-alike', times(100, [1, 1, 50])],
    ['bgnbd', 'half are silent after one repeat purchase', 'some-at-once', [...times(50, [1, 1, 50]), ...regular]],
    ['mbgnbd', 'half never came back', 'some-at-once', [...times(50, [0, 0, 50]), ...regular]],
    ['paretonbd', 'half never came back', 'some-at-once', [...times(50, [0, 0, 50]), ...regular]],
  ])('%s, where %s: %s', (name, _title, limit, rows) => {
    expect(fitted(name, rows).found.dropoutLimit).toBe(limit);
  });

  it('is nowhere, of ordinary customers; and they are forecast by all parameters', () => {
    const { x, tx, T } = simulate('bgnbd', { r: 0.5, alpha: 5, a: 0.7, b: 3 }, 500, 3);
    const { found } = fitted(
      'bgnbd',
      Array.from(x, (each, i) => [each, tx[i]!, T[i]!]),
    );
    expect(found).not.toHaveProperty('dropoutLimit');
    expect(found.forecastParameters).toEqual(found.parameters);
  });
});
