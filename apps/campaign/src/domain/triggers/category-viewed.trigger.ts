import type { Envelope } from '@perennial/contracts';
import type { Campaign } from '@perennial/programme';

import { DAY_MS } from '../day.js';
import type { Candidate } from '../candidate.js';
import type { CustomerFeatures } from '../features.js';
import { holds } from './event.trigger.js';

/** The longest time within which views can be counted: older ones need not be kept. */
export const VIEWS_KEPT_DAYS = 90;

/** The most views that a campaign can ask for. */
export const VIEWS_COUNTED_MAX = 1_000;

/** What a customer did in a category; milliseconds since 1970. */
export interface CategoryInterest {
  /** In order. */
  readonly views: readonly number[];
  /** Of the latest order that counts with something of the category in it. */
  readonly lastPurchaseAt?: number | undefined;
}

/**
 * The campaigns that a view triggers: there are enough views in some days that end with this one or with a later one that came
 * before it, this one among them, and no purchase in the category since the first of these.
 *
 * @param interest as it is known when the view is handled, with this view among its views
 */
export function triggeredByView(
  campaigns: readonly Campaign[],
  view: Envelope,
  { customerId, category }: { readonly customerId: string; readonly category: string },
  interest: CategoryInterest,
  features: CustomerFeatures,
): Candidate[] {
  return campaigns.flatMap((campaign) => {
    const { trigger } = campaign;
    if (trigger.kind !== 'category-viewed') return [];
    const isEnd = (end: number): boolean => end >= view.at && end < view.at + trigger.withinDays * DAY_MS;
    if (!endsOfInterest(interest, trigger).some(isEnd) || !holds(trigger.when, features)) return [];
    return [{ customerId, campaign, cause: view, category }];
  });
}

/** The views with which there are enough in so many days, and no purchase since the first of these. In one pass: there may be many. */
function endsOfInterest(
  { views, lastPurchaseAt = Number.NEGATIVE_INFINITY }: CategoryInterest,
  { views: enough, withinDays }: { readonly views: number; readonly withinDays: number },
): number[] {
  let first = 0;
  return views.filter((end, index) => {
    while ((views[first] ?? end) <= end - withinDays * DAY_MS) first += 1;
    return index - first + 1 >= enough && (views[first] ?? end) > lastPurchaseAt;
  });
}
