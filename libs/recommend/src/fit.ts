import { basketsOf } from './baskets.js';
import { boughtTogether, type BoughtTogether } from './bought-together.js';
import { chooseSettings } from './choose-settings.js';
import { popularityOf, type Popularity } from './popularity.js';
import type { SortedPurchases } from './product-log.js';
import type { Settings } from './trial.js';

/** What is known of products, and nothing of any customer. */
export interface RecommendationModel {
  readonly together: BoughtTogether;
  readonly popularity: Popularity;
  readonly settings: Settings;
}

/** The settings are chosen for lists of this length, and for what is bought in the next quarter of a year. */
const LIST_LENGTH = 10;
const AHEAD_DAYS = 90;

/**
 * What `Recommender` needs, by everything that was bought up to a day; the settings are those that would have foretold best.
 *
 * @param today last day that counts, days since 1970-01-01
 */
export function fitRecommendations(purchases: SortedPurchases, today: number): RecommendationModel {
  const firstDay = purchases.day.reduce((first, day) => Math.min(first, day), today);
  const settings = chooseSettings(purchases, { firstDay, cutDay: today, aheadDays: AHEAD_DAYS }, LIST_LENGTH);
  const baskets = basketsOf(purchases, today, today);
  return {
    together: boughtTogether(baskets),
    popularity: popularityOf(baskets, today, settings.popularityHalfLifeDays),
    settings,
  };
}
