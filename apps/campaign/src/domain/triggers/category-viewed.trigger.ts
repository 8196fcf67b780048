import type { Envelope } from '@perennial/contracts';
import type { Campaign } from '@perennial/programme';

import { DAY_MS } from '../day.js';
import type { Candidate } from '../candidate.js';
import type { CustomerFeatures } from '../features.js';
import { holds } from './event.trigger.js';

/** The longest time within which views can be counted: older ones need not be kept. */
export const VIEWS_KEPT_DAYS = 90;

/** What a customer did in a category; milliseconds since 1970, in order. */
export interface CategoryInterest {
  readonly views: readonly number[];
  /** Of orders that count with something of the category in them. */
  readonly purchases: readonly number[];
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
    const ends = interest.views.filter((at) => at >= view.at && at < view.at + trigger.withinDays * DAY_MS);
    if (!ends.some((end) => isInterest(interest, end, trigger)) || !holds(trigger.when, features)) return [];
    return [{ customerId, campaign, cause: view, category }];
  });
}

function isInterest(
  { views, purchases }: CategoryInterest,
  end: number,
  { views: enough, withinDays }: { readonly views: number; readonly withinDays: number },
): boolean {
  const counted = views.filter((at) => at > end - withinDays * DAY_MS && at <= end);
  const [first] = counted;
  return first !== undefined && counted.length >= enough && !purchases.some((at) => at >= first);
}
