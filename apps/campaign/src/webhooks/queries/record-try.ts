import { loyaltyCustomerErased } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { Judgement } from '../domain/judge-try.js';
import type { Answered } from '../post-webhook.js';
import type { ClaimedDelivery } from './claim-delivery.js';

// Whoever lost the claim, to a replay or because it ran out, has no say. A receipt that has arrived names nobody any more.
const SQL = /* sql */ `
  update webhook_delivery
     set state = $3, next_try_at = $4, claimed_until = null, last_try_at = $5, last_status = $6, last_failure = $7,
         tries = tries + case when $3 = 'delivered' then 0 else 1 end,
         last_response = case when event_type = $9 then null else $8 end,
         payload = case when event_type = $9 and $3 = 'delivered' then null else payload end,
         sealed = case when event_type = $9 and $3 = 'delivered' then null else sealed end
   where delivery_id = $1 and claims = $2 and claimed_until is not null
  returning 1`;

/** Keeps what came of a try. @returns false when the delivery was not this one's any more */
export async function recordTry(
  tx: Tx,
  { deliveryId, claim }: ClaimedDelivery,
  { state, nextTryAt, failure }: Judgement,
  { at, answered }: { readonly at: Date; readonly answered: NonNullable<Answered> },
): Promise<boolean> {
  const next = nextTryAt === undefined ? null : new Date(nextTryAt);
  const { status = null, response = null } = answered;
  const params = [deliveryId, claim, state, next, at, status, failure ?? null, response, loyaltyCustomerErased.type];
  return (await tx.query(SQL, params, 'webhooks.record-try')).length > 0;
}

const GIVE_BACK = /* sql */ `
  update webhook_delivery set claimed_until = null where delivery_id = $1 and claims = $2`;

/** Lets somebody else take a delivery at once. */
export async function giveBack(db: Tx, { deliveryId, claim }: ClaimedDelivery): Promise<void> {
  await db.query(GIVE_BACK, [deliveryId, claim], 'webhooks.give-back');
}
