import { fitBgNbd, fitGammaGamma } from '@perennial/clv';

import { simulated } from './customers.js';

describe('simulated', () => {
  const histories = simulated(20_000, 42);

  it('draws customers from whom the models find the parameters they were made by', () => {
    const purchases = fitBgNbd(histories);
    const spend = fitGammaGamma(histories);
    if (!purchases.fitted || !spend.fitted) throw new Error('not fitted');
    const { r, alpha } = purchases.parameters;
    expect(r).toBeGreaterThan(0.22);
    expect(r).toBeLessThan(0.27);
    expect(r / alpha / (0.243 / 4.414)).toBeCloseTo(1, 0);
    expect(spend.populationMean).toBeCloseTo(35.2, -1);
  });

  it('draws the same for the same seed', () => {
    expect(simulated(100, 7)).toEqual(simulated(100, 7));
    expect(simulated(100, 7)).not.toEqual(simulated(100, 8));
  });
});
