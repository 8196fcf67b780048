import { negativeMeanLogLikelihood } from './beta-geometric.js';
import { fitBgBb, fitGammaGamma, purchaseModels, type PurchaseModelName } from './index.js';
import { groupHistories, type GroupedHistories } from './histories.js';
import { minimise, type Objective } from './minimise.js';
import { nelderMead } from './nelder-mead.fixture.js';
import { bestLogLikelihood, randomStarts } from './optimum.fixture.js';
import { negativeMeanLogLikelihoodPareto } from './pareto-nbd-likelihood.js';
import { publishedLogLikelihood } from './published.fixture.js';
import { histories, simulate, simulateBgBb, simulateSpends } from './simulated.fixture.js';

/**
 * A fit may not be below what an optimiser finds that shares nothing with it, on the formulas as published; and that
 * optimiser has to arrive there too, or the comparison would be worth nothing.
 *
 * @param bounded what it may lack where the best lies at infinity, to which the published formulas cannot follow
 */
function expectBest(found: number, independent: number, bounded = 1e-3) {
  expect(found - independent).toBeGreaterThan(-1e-6);
  expect(found - independent).toBeLessThan(bounded);
}

type Columns = Parameters<typeof groupHistories>[0];

function expectBestPurchases(name: PurchaseModelName, data: Columns, bounded?: number) {
  const found = purchaseModels[name].fit(data);
  if (!found.fitted) throw new Error(found.detail);
  const { x, tx, T, weight } = groupHistories(data);
  const independent = bestLogLikelihood(([p = 1, q = 1, u = 1, w = 1]) => {
    let sum = 0;
    x.forEach((each, i) => (sum += weight[i]! * publishedLogLikelihood[name]([p, q, u, w], each, tx[i]!, T[i]!)));
    return sum;
  }, 4);
  expectBest(found.logLikelihood, independent, bounded);
  return found;
}

/** The purchases from week `from` on of customers seen since then: the first of them is taken for the very first. */
function cutOffAtTheLeft({ x, tx, T }: Columns, from: number): Columns {
  const seen = Array.from(x, (count, i) => [count - 1, tx[i]! - from, T[i]! - from] as const);
  return histories(seen.filter(([count, last]) => count > 0 && last > 0));
}

describe('the likelihood that a fit reaches is the best there is', () => {
  it.each<[PurchaseModelName, Record<string, number>]>([
    ['bgnbd', { r: 0.3, alpha: 5, a: 0.6, b: 2 }],
    ['bgnbd', { r: 3, alpha: 20, a: 1.5, b: 4 }],
    ['mbgnbd', { r: 0.5, alpha: 6, a: 0.9, b: 1.6 }],
    ['mbgnbd', { r: 2, alpha: 5, a: 0.3, b: 5 }],
    ['paretonbd', { r: 0.55, alpha: 10, s: 0.6, beta: 12 }],
    ['paretonbd', { r: 1.5, alpha: 5, s: 2, beta: 60 }],
  ])('%s on 60 customers of %j', (name, truth) => {
    expectBestPurchases(name, simulate(name, truth, 60, 21));
  });

  it.each<[PurchaseModelName, Record<string, number>]>([
    ['bgnbd', { r: 2, alpha: 0.2, a: 0.3, b: 30 }],
    ['mbgnbd', { r: 2, alpha: 0.2, a: 0.3, b: 30 }],
    ['paretonbd', { r: 2, alpha: 0.2, s: 0.5, beta: 20 }],
  ])('%s on 40 heavy buyers, some of a thousand purchases and more', (name, truth) => {
    const data = simulate(name, truth, 40, 21);
    expect(Math.max(...data.x)).toBeGreaterThan(1_000);
    expectBestPurchases(name, data);
  });

  it.each<[PurchaseModelName, Record<string, number>, number]>([
    ['bgnbd', { r: 1, alpha: 4, a: 1e-9, b: 1e3 }, 200],
    ['mbgnbd', { r: 1, alpha: 8, a: 1e-9, b: 1e3 }, 200],
    ['paretonbd', { r: 1, alpha: 8, s: 1e-9, beta: 1e3 }, 60],
  ])('%s on customers of %j, of whom none gives up', (name, truth, customers) => {
    const found = expectBestPurchases(name, simulate(name, truth, customers, 12), 0.1);
    expect(found.dropoutIdentified).toBe(false);
  });

  it.each<[PurchaseModelName, number]>([
    ['bgnbd', 7],
    ['mbgnbd', 1],
  ])('%s on 200 customers of whom a twentieth gives up at once and the others never', (name, seed) => {
    const found = expectBestPurchases(name, simulate(name, { r: 1, alpha: name === 'bgnbd' ? 4 : 8, a: 0.005, b: 0.1 }, 200, seed), 0.1); // prettier-ignore
    expect(found.dropoutIdentified).toBe(true);
  });

  it.each<[string, Record<string, number>]>([
    ['buy at the same rate', { r: 1e6, alpha: 3e6, a: 0.5, b: 2 }],
    ['give up with the same probability', { r: 2, alpha: 3, a: 1e5, b: 1e5 }],
  ])('mbgnbd on 150 customers who all %s', (_title, truth) => {
    expectBestPurchases('mbgnbd', simulate('mbgnbd', truth, 150, 21), 0.1);
  });

  it.each<[PurchaseModelName, Record<string, number>]>([
    ['bgnbd', { r: 1, alpha: 2, a: 0.6, b: 4 }],
    ['mbgnbd', { r: 1, alpha: 2, a: 0.6, b: 4 }],
  ])('%s on a history that begins in the middle, and one of a day', (name, truth) => {
    const { x, tx, T } = cutOffAtTheLeft(simulate(name, truth, 80, 21), 10);
    const beside = (column: Float64Array) => Float64Array.of(...column, 0);
    expectBestPurchases(name, { x: beside(x), tx: beside(tx), T: beside(T) });
  });

  it('bgnbd on 16 customers of very different rates, whose highest peak is near the one without dropout', () => {
    // prettier-ignore
    const rows = [
      [198, 7.1, 14], [1, 1.6, 5.7], [4, 4.9, 6.7], [4, 3.9, 6.2], [37, 9.2, 9.2], [114, 6.8, 6.8], [12, 11, 11.2], [8, 12.9, 14.8],
      [15, 8.1, 8.2], [17, 11.2, 11.7], [1, 0.1, 11.1], [88, 6.2, 6.4], [117, 6.4, 6.5], [7, 8.5, 9.3], [26, 10.8, 11.3], [0, 0, 11.7],
    ];
    expectBestPurchases('bgnbd', histories(rows), 0.1);
  });

  it('BG/BB on 300 customers with 8 opportunities', () => {
    const data = simulateBgBb({ alpha: 1.2, beta: 0.8, gamma: 0.7, delta: 2.8 }, 8, 300, 22);
    const grouped = groupHistories({ ...data, T: data.n });
    const found = fitBgBb(data);
    if (!found.fitted) throw new Error(found.detail);
    const independent = bestLogLikelihood(([p = 1, q = 1, u = 1, w = 1]) => {
      let sum = 0;
      grouped.x.forEach((x, i) => {
        sum += grouped.weight[i]! * publishedLogLikelihood.bgbb([p, q, u, w], x, grouped.tx[i]!, grouped.T[i]!);
      });
      return sum;
    }, 4);
    expectBest(found.logLikelihood, independent);
  });

  it.each([
    [{ p: 6, q: 4, v: 15 }, 1e-3],
    [{ p: 1.5, q: 2.2, v: 100 }, 1e-3],
    // Everybody always the same; all alike.
    [{ p: 1e9, q: 3, v: 20e-9 }, 0.1],
    [{ p: 3, q: 1e8, v: 5e8 }, 0.1],
  ])('Gamma-Gamma on 200 customers of %j', (truth, bounded) => {
    const { x, m } = simulateSpends(truth, 200, 23);
    const found = fitGammaGamma({ x, m });
    if (!found.fitted) throw new Error(found.detail);
    const independent = bestLogLikelihood(([p = 1, q = 1, v = 1]) => {
      let sum = 0;
      x.forEach((each, i) => (sum += publishedLogLikelihood.gammaGamma([p, q, v], each, m[i]!)));
      return sum;
    }, 3);
    expectBest(found.logLikelihood, independent, bounded);
  });

  it.each([
    { p: 6, q: 4, v: 15 },
    { p: 1.5, q: 2.2, v: 100 },
  ])('Gamma-Gamma on 6,000 customers of %j, though it is climbed from one place only', (truth) => {
    const { x, m } = simulateSpends(truth, 6_000, 28);
    expect(new Set(m).size).toBeGreaterThan(4_000);
    const found = fitGammaGamma({ x, m });
    if (!found.fitted) throw new Error(found.detail);
    const independent = bestLogLikelihood(
      ([p = 1, q = 1, v = 1]) => {
        let sum = 0;
        x.forEach((each, i) => (sum += publishedLogLikelihood.gammaGamma([p, q, v], each, m[i]!)));
        return sum;
      },
      3,
      0,
    );
    expectBest(found.logLikelihood, independent);
  });

  const objectives: Record<PurchaseModelName, (grouped: GroupedHistories) => Objective> = {
    bgnbd: (grouped) => negativeMeanLogLikelihood(grouped, 0),
    mbgnbd: (grouped) => negativeMeanLogLikelihood(grouped, 1),
    paretonbd: negativeMeanLogLikelihoodPareto,
  };
  const worthOf = (objective: Objective, theta: readonly number[]) => {
    const outside = theta.some((each, i) => each < anywhere.lower[i]! || each > anywhere.upper[i]!);
    return outside ? 1e300 : objective(Float64Array.from(theta), new Float64Array(4));
  };
  const anywhere = { lower: [-24, -24, -24, -24], upper: [20, 30, 20, 30] };

  it.each<[PurchaseModelName, Record<string, number>]>([
    ['bgnbd', { r: 0.5, alpha: 5, a: 0.7, b: 3 }],
    ['bgnbd', { r: 1, alpha: 4, a: 1e-9, b: 1e3 }],
    ['bgnbd', { r: 1, alpha: 4, a: 0.005, b: 0.5 }],
    ['mbgnbd', { r: 1, alpha: 8, a: 0.005, b: 0.5 }],
    ['mbgnbd', { r: 2, alpha: 0.5, a: 0.3, b: 30 }],
    ['paretonbd', { r: 1, alpha: 8, s: 0.003, beta: 0.001 }],
    ['paretonbd', { r: 1, alpha: 8, s: 1e-9, beta: 1e3 }],
    ['paretonbd', { r: 0.55, alpha: 10, s: 0.6, beta: 12 }],
  ])('%s on 5,000 distinct histories of %j, by four random starts with all of them', (name, truth) => {
    const data = groupHistories(simulate(name, truth, 5_000, 26));
    expect(data.x.length).toBeGreaterThan(4_000);
    const found = purchaseModels[name].fit(data);
    if (!found.fitted) throw new Error(found.detail);
    const objective = objectives[name](data);
    const values = randomStarts(4, 27).map((start) => minimise(objective, start, anywhere).value);
    const best = -Math.min(...values) * data.customers - data.repeatPurchases * Math.log(data.longest);
    expect(found.logLikelihood - best).toBeGreaterThan(-1e-4);
  });

  it.each([
    { r: 1, alpha: 8, s: 1e-9, beta: 1e3 },
    { r: 0.55, alpha: 10, s: 0.6, beta: 12 },
  ])('paretonbd on 4,500 distinct histories of %j, by an optimiser that knows of no gradient', (truth) => {
    const data = groupHistories(simulate('paretonbd', truth, 4_500, 26));
    expect(data.x.length).toBeGreaterThan(4_000);
    const found = purchaseModels.paretonbd.fit(data);
    if (!found.fitted) throw new Error(found.detail);
    const objective = negativeMeanLogLikelihoodPareto(data);
    const [start = []] = randomStarts(1, 29);
    const { value } = nelderMead((theta) => worthOf(objective, theta), start);
    const independent = -value * data.customers - data.repeatPurchases * Math.log(data.longest);
    expectBest(found.logLikelihood, independent, 0.1);
  });
});
