import type { Tx } from '@perennial/persistence';

// A delivery that somebody has taken is due again when the claim has run out: whoever took it is gone.
const SQL = /* sql */ `
  select endpoint_id
    from webhook_endpoint endpoint
   where deleted_at is null and disabled_at is null and (paused_until is null or paused_until <= $1)
     and exists (select from webhook_delivery delivery
                  where delivery.endpoint_id = endpoint.endpoint_id and state = 'pending' and next_try_at <= $1
                    and (claimed_until is null or claimed_until < clock_timestamp()))`;

/** Endpoints that something can be sent to at `now`, the service's clock. */
export async function findDueEndpoints(db: Tx, now: Date): Promise<string[]> {
  const rows = await db.query<{ endpoint_id: string }>(SQL, [now], 'webhooks.find-due-endpoints');
  return rows.map((row) => row.endpoint_id);
}
