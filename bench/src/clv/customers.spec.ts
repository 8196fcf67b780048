import { fitBgNbd, fitGammaGamma } from '@perennial/clv';

import { MADE_BY, simulated } from './customers.js';

type Numbers = Readonly<Record<string, number>>;

describe('simulated', () => {
  const histories = simulated(20_000, 42);

  it('draws customers from whom the models find the parameters they were made by, within three standard errors', () => {
    const purchases = fitBgNbd(histories);
    const spend = fitGammaGamma(histories);
    if (!purchases.fitted || !spend.fitted) throw new Error('not fitted');
    const apart = (found: Numbers, errors: Numbers = {}) =>
      Object.entries(found).map(
        ([name, value]) => Math.abs(value - MADE_BY[name as keyof typeof MADE_BY]) / (errors[name] ?? 0),
      );
    const all = [
      ...apart({ ...purchases.parameters }, { ...purchases.standardErrors }),
      ...apart({ ...spend.parameters }, { ...spend.standardErrors }),
    ];
    expect(all).toHaveLength(7);
    expect(Math.max(...all)).toBeLessThan(3);
  });

  it('draws the same for the same seed', () => {
    expect(simulated(100, 7)).toEqual(simulated(100, 7));
    expect(simulated(100, 7)).not.toEqual(simulated(100, 8));
  });
});
