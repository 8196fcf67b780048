import type { Envelope } from '@perennial/contracts';
import type { Campaign } from '@perennial/programme';

import type { Candidate } from '../candidate.js';
import type { CustomerFeatures } from '../features.js';
import { holds, placeTold } from './event.trigger.js';

/**
 * A customer's first purchase: the first one known when it is handled.
 *
 * An earlier one that arrives later is not first any more, and however old the first one is, it takes the place. Only a
 * cancellation or a return of all of it gives the place back: the next purchase is then the first.
 *
 * @param countedBefore purchases of the customer that count, without the new ones
 * @param purchases the customer's new ones, in order of things
 */
export function triggeredByFirst(
  campaigns: readonly Campaign[],
  customerId: string,
  { countedBefore, purchases }: { readonly countedBefore: number; readonly purchases: readonly Envelope[] },
  features: CustomerFeatures,
): Candidate[] {
  const [cause] = purchases;
  if (countedBefore > 0 || !cause) return [];
  return campaigns.flatMap((campaign) => {
    const { trigger } = campaign;
    if (trigger.kind !== 'first-purchase' || !holds(trigger.when, features)) return [];
    return [{ customerId, campaign, cause, ...placeTold(cause) }];
  });
}
