import { chooseSettings } from './choose-settings.js';
import type { ProductLog } from './product-log.js';
import { Trial, type Quality, type Settings } from './trial.js';

export interface Evaluation {
  /** Who bought before the cut and after it. */
  readonly customers: number;
  /** Of these, who first bought only what they had or had sent back: nobody recommends that, so it counts as not foretold. */
  readonly boughtAgain: number;
  readonly popularity: Quality;
  readonly itemItem: Quality;
  /** Chosen at an earlier cut. */
  readonly settings: Settings;
}

/**
 * Recommends `k` products to everybody who bought up to the cut, and looks at what they bought first after it. Both ways
 * leave out what a customer has or has sent back, and both are tuned alike: by the same evaluation at an earlier cut, so that nothing after
 * the cut is used.
 *
 * @param cutDay last day that is known, days since 1970-01-01
 */
export function evaluate(log: ProductLog, cutDay: number, k: number): Evaluation {
  const purchases = log.sorted();
  const { firstDay, lastDay } = log;
  const settings = chooseSettings(purchases, { firstDay, cutDay, aheadDays: lastDay - cutDay }, k);
  const trial = new Trial(purchases, cutDay, Infinity);
  return {
    customers: trial.customers.length,
    boughtAgain: trial.boughtAgain(),
    popularity: trial.popularity(settings.popularityHalfLifeDays, k),
    itemItem: trial.itemItem(settings, k),
    settings,
  };
}
