import type { Tx } from '@perennial/persistence';

/** At most so many at a time. */
export const REPLAYED_AT_ONCE = 10_000;

// The claim of whoever sends one right now ends with it.
const replay = (which: string) => /* sql */ `
  with wanted as materialized (
    select delivery_id
      from webhook_delivery
     where endpoint_id = $1 and num_nonnulls(payload, sealed) = 1 and ${which}
     order by delivery_id
     limit ${REPLAYED_AT_ONCE}
       for update
  ), again as (
    update webhook_delivery delivery
       set state = 'pending', tries = 0, next_try_at = $2, claims = claims + 1, claimed_until = null
      from wanted
     where delivery.delivery_id = wanted.delivery_id
    returning 1
  )
  select count(*)::int4 as replayed from again`;

const OF_IDS = replay('delivery_id = any($3::int8[])');
const DEAD = replay(`state = 'dead' and ($3::timestamptz is null or owed_at >= $3)`);

/** Which deliveries of an endpoint: some, or those that are dead and were owed at `since` or after. */
export type Replay = { readonly ids: readonly number[] } | { readonly since: Date | undefined };

/**
 * Makes deliveries due at once, as if none had been tried: the same message under the same id. Of a receipt that has
 * arrived there is nothing left to send.
 *
 * @returns how many, at most 10,000
 */
export async function replayDeliveries(tx: Tx, endpointId: string, which: Replay, now: Date): Promise<number> {
  const [sql, of] = 'ids' in which ? [OF_IDS, which.ids] : [DEAD, which.since ?? null];
  const [row] = await tx.query<{ replayed: number }>(sql, [endpointId, now, of]);
  return row?.replayed ?? 0;
}
