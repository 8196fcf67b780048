import { isEvent, purchaseCompleted, type Envelope } from '@perennial/contracts';
import { compileCondition, type Campaign } from '@perennial/programme';

import type { Candidate } from '../candidate.js';
import { drawOf, DRAWS } from '../draw.js';
import { customerInConditions, type CustomerFeatures } from '../features.js';

/**
 * The campaigns that an event triggers.
 *
 * @param customerId the person the event is about
 */
export function triggeredBy(
  campaigns: readonly Campaign[],
  event: Envelope,
  customerId: string,
  features: CustomerFeatures,
): Candidate[] {
  return campaigns.flatMap((campaign) => {
    const { trigger } = campaign;
    if (trigger.kind !== 'event' || trigger.on !== event.type) return [];
    if (!isDrawn(campaign.id, trigger, event)) return [];
    if (!holds(trigger.when, features, event.data as object)) return [];
    return [{ customerId, campaign, cause: event, ...placeTold(event) }];
  });
}

/** The store that an event names, where it does. */
export function placeTold({ data }: Envelope): Pick<Candidate, 'location'> {
  const { locationId } = data as { readonly locationId?: string };
  return locationId === undefined ? {} : { location: locationId };
}

/** Whether a condition on a customer, and maybe on an event, is true. Without a condition it is. */
export function holds(when: string | undefined, features: CustomerFeatures, data: object = {}): boolean {
  return when === undefined || compileCondition(when)({ data, customer: customerInConditions(features) });
}

/**
 * One of so many is drawn: the first 32 bits of the name-based UUID of `draw`, seed, campaign and what is drawn, an order by its
 * id and anything else by source and id, below a part of 2^32. Whoever knows the seed can draw again.
 */
function isDrawn(
  campaignId: string,
  { oneIn, seed }: { readonly oneIn?: number | undefined; readonly seed?: string | undefined },
  event: Envelope,
): boolean {
  if (oneIn === undefined || seed === undefined) return true;
  const drawn = isEvent(purchaseCompleted, event) ? [event.data.orderId] : [event.source, event.id];
  return drawOf('draw', seed, campaignId, ...drawn) * oneIn < DRAWS;
}
