import type { SortedPurchases } from './product-log.js';
import { Trial, type Quality, type Settings } from './trial.js';

/** Of equally good ones the first is taken: that which fewest purchases, and so chance, can sway. */
const HALF_LIVES_DAYS = [Infinity, 480, 120, 30];
const SMOOTHINGS = [3_000, 300, 30, 3];
/** So much that nothing but popularity is left. */
const POPULARITY_ALONE = 1e9;
/** By so many standard errors of its hits the best one has to be better than popularity: of sixteen one always is by chance. */
const ERRORS_BETTER = 2;
/** With fewer customers to try settings on, chance would choose. */
const TRIED_ON_MIN = 50;
const TRIED_ON_MAX = 4_000;
const USUAL: Settings = { popularityHalfLifeDays: 480, halfLifeDays: 480, smoothing: 30 };

/**
 * The settings that foretold best at an earlier cut, by hit rate and then by rank: nothing after `cutDay` is looked at. The
 * usual ones where there is too little to choose by.
 *
 * @param firstDay of the purchases
 * @param aheadDays how far purchases are to be foretold
 */
export function chooseSettings(
  purchases: SortedPurchases,
  { firstDay, cutDay, aheadDays }: { readonly firstDay: number; readonly cutDay: number; readonly aheadDays: number },
  k: number,
): Settings {
  const back = Math.max(1, Math.min(aheadDays, Math.floor((cutDay - firstDay) / 3)));
  const trial = new Trial(purchases, cutDay - back, cutDay, TRIED_ON_MAX);
  if (trial.customers.length < TRIED_ON_MIN) return USUAL;
  const popularityHalfLifeDays = best(HALF_LIVES_DAYS, (days) => trial.popularity(days, k)).choice;
  const pairs = SMOOTHINGS.flatMap((smoothing) => HALF_LIVES_DAYS.map((halfLifeDays) => ({ halfLifeDays, smoothing })));
  const most = best(pairs, (pair) => trial.itemItem({ popularityHalfLifeDays, ...pair }, k));
  const popularity = trial.popularity(popularityHalfLifeDays, k);
  const isMore = isNoticeablyBetter(most.quality, popularity, trial.customers.length);
  return {
    popularityHalfLifeDays,
    ...(isMore ? most.choice : { halfLifeDays: Infinity, smoothing: POPULARITY_ALONE }),
  };
}

function best<T>(choices: readonly T[], qualityOf: (choice: T) => Quality): { choice: T; quality: Quality } {
  const tried = choices.map((choice) => ({ choice, quality: qualityOf(choice) }));
  return tried.reduce((one, other) => (isBetter(other.quality, one.quality) ? other : one));
}

function isNoticeablyBetter({ hitRate }: Quality, than: Quality, customers: number): boolean {
  return hitRate - than.hitRate > ERRORS_BETTER * Math.sqrt((hitRate * (1 - hitRate)) / customers);
}

const isBetter = (one: Quality, other: Quality): boolean =>
  one.hitRate > other.hitRate || (one.hitRate === other.hitRate && one.mrr > other.mrr);
