import type { Tx } from '@perennial/persistence';

const KEPT_DAYS = 30;
const DROPPED_AT_ONCE = 10_000;

// Ids grow with time, so the oldest come first, and no index on the time has to be kept for this.
const OLD = /* sql */ `
  delete from webhook_delivery
   where delivery_id in (select delivery_id
                           from (select delivery_id, owed_at from webhook_delivery order by delivery_id limit $3) oldest
                          where owed_at < $1::timestamptz - $2 * interval '1 day')
  returning 1`;

const OF_DELETED = /* sql */ `
  delete from webhook_delivery
   where delivery_id in (select delivery_id
                           from webhook_delivery
                           join webhook_endpoint using (endpoint_id)
                          where deleted_at is not null
                          limit $1)
  returning 1`;

const DELETED = /* sql */ `
  delete from webhook_endpoint endpoint
   where deleted_at is not null
     and not exists (select from webhook_delivery delivery where delivery.endpoint_id = endpoint.endpoint_id)`;

/**
 * Removes deliveries owed more than 30 days before `asOf`, at most 10,000: to be called until it removes none.
 *
 * @returns how many were removed
 */
export async function dropOldDeliveries(db: Tx, asOf: Date): Promise<number> {
  return (await db.query(OLD, [asOf, KEPT_DAYS, DROPPED_AT_ONCE])).length;
}

/** Removes deliveries of deleted endpoints, at most 10,000, and with the last one the endpoint. @returns how many were removed */
export async function dropDeletedEndpoints(db: Tx): Promise<number> {
  const removed = await db.query(OF_DELETED, [DROPPED_AT_ONCE]);
  if (removed.length === 0) await db.query(DELETED);
  return removed.length;
}
