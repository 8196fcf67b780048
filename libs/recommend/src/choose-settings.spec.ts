import { randomOf } from '@perennial/testing';

import { chooseSettings } from './choose-settings.js';
import { ProductLog } from './product-log.js';
import { simulatedShop } from './simulated-shop.fixture.js';

const AT = { firstDay: 0, cutDay: 550, aheadDays: 150 };

describe('the settings', () => {
  it.each([1, 2, 3, 4, 5])('leave popularity alone where everybody buys anything, seed %s', (seed) => {
    const random = randomOf(seed, 'uniform');
    const log = new ProductLog();
    for (let i = 0; i < 12_000; i++)
      log.add(`c-${random.between(0, 1_999)}`, `p-${random.between(0, 199)}`, random.between(0, 700));
    expect(chooseSettings(log.sorted(), AT, 10).smoothing).toBe(1e9);
  });

  it('look at what is bought together where customers have tastes', () => {
    const { smoothing } = chooseSettings(simulatedShop({ seed: 1, loyal: 0.8 }).sorted(), AT, 10);
    expect(smoothing).toBeLessThanOrEqual(300);
  });

  it('are the usual ones with fewer than 50 customers to try them on', () => {
    const usual = { popularityHalfLifeDays: 480, halfLifeDays: 480, smoothing: 30 };
    expect(chooseSettings(simulatedShop({ seed: 1, loyal: 0.8, customers: 60 }).sorted(), AT, 10)).toEqual(usual);
  });
});
