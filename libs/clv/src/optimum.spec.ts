import { fitBgBb, fitGammaGamma, purchaseModels, type PurchaseModelName } from './index.js';
import { groupHistories } from './histories.js';
import { bestLogLikelihood } from './optimum.fixture.js';
import { publishedLogLikelihood } from './published.fixture.js';
import { simulate, simulateBgBb, simulateSpends } from './simulated.fixture.js';

/**
 * A fit may not be below what an optimiser finds that shares nothing with it, on the formulas as published; and that
 * optimiser has to arrive there too, or the comparison would be worth nothing.
 */
function expectBest(found: number, independent: number) {
  expect(found - independent).toBeGreaterThan(-1e-6);
  expect(found - independent).toBeLessThan(1e-3);
}

describe('the likelihood that a fit reaches is the best there is', () => {
  it.each<[PurchaseModelName, Record<string, number>]>([
    ['bgnbd', { r: 0.3, alpha: 5, a: 0.6, b: 2 }],
    ['bgnbd', { r: 3, alpha: 20, a: 1.5, b: 4 }],
    ['mbgnbd', { r: 0.5, alpha: 6, a: 0.9, b: 1.6 }],
    ['mbgnbd', { r: 2, alpha: 5, a: 0.3, b: 5 }],
    ['paretonbd', { r: 0.55, alpha: 10, s: 0.6, beta: 12 }],
    ['paretonbd', { r: 1.5, alpha: 5, s: 2, beta: 60 }],
  ])('%s on 250 customers of %j', (name, truth) => {
    const data = simulate(name, truth, 250, 21);
    const found = purchaseModels[name].fit(data);
    if (!found.fitted) throw new Error(found.detail);
    const independent = bestLogLikelihood(([p = 1, q = 1, u = 1, w = 1]) => {
      let sum = 0;
      data.x.forEach((x, i) => (sum += publishedLogLikelihood[name]([p, q, u, w], x, data.tx[i]!, data.T[i]!)));
      return sum;
    }, 4);
    expectBest(found.logLikelihood, independent);
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
    { p: 6, q: 4, v: 15 },
    { p: 1.5, q: 2.2, v: 100 },
  ])('Gamma-Gamma on 300 customers of %j', (truth) => {
    const { x, m } = simulateSpends(truth, 300, 23);
    const found = fitGammaGamma({ x, m });
    if (!found.fitted) throw new Error(found.detail);
    const independent = bestLogLikelihood(([p = 1, q = 1, v = 1]) => {
      let sum = 0;
      x.forEach((each, i) => (sum += publishedLogLikelihood.gammaGamma([p, q, v], each, m[i]!)));
      return sum;
    }, 3);
    expectBest(found.logLikelihood, independent);
  });

  it('is that of all 30,000 distinct histories, though the start was chosen on a part of them', () => {
    const data = simulate('paretonbd', { r: 0.55, alpha: 10, s: 0.6, beta: 12 }, 30_000, 24);
    const found = purchaseModels.paretonbd.fit(data);
    if (!found.fitted || !found.standardErrors) throw new Error('not fitted');
    expect(found.gradientNorm).toBeLessThan(1e-9);
    for (const [name, truth] of Object.entries({ r: 0.55, alpha: 10, s: 0.6, beta: 12 })) {
      expect(Math.abs(found.parameters[name]! - truth)).toBeLessThan(4 * found.standardErrors[name]!);
    }
  });
});
