import type { Tx } from '@perennial/persistence';

/** As long as the topic of purchases keeps them: of older ones only one side can still come. */
const KEPT_DAYS = 14;

// Sorted by the caller, so that two transactions wait for each other instead of deadlocking. Of two that tell of one
// purchase at the same moment, the second waits for the first and then sees what it wrote: one of them completes the pair.
const sqlOf = (told: Told) => /* sql */ `
  insert into awarded_purchase (event_key, ${told})
  select event_key, at from unnest($1::uuid[], $2::timestamptz[]) as n(event_key, at)
   where at > clock_timestamp() - $3 * interval '1 day'
      on conflict (event_key) do update set ${told} = excluded.${told} where awarded_purchase.${told} is null
  returning bought_at, awarded_at`;
const SQL = { bought_at: sqlOf('bought_at'), awarded_at: sqlOf('awarded_at') };

/** Which side of the pair is told: the purchase, or its first award. */
export type Told = 'bought_at' | 'awarded_at';

export interface NotedPurchase {
  /** Identity of the purchase event. */
  readonly eventKey: string;
  /** When Kafka got what is told. */
  readonly at: Date;
}

export interface AwardedPurchase {
  readonly boughtAt: Date;
  readonly awardedAt: Date;
}

/**
 * Notes one side of purchases and their awards. Of a purchase that is known to be awarded already nothing changes.
 *
 * @param notes sorted by key, each key once
 * @returns the pairs that are complete by this
 */
export async function noteAwarded(tx: Tx, told: Told, notes: readonly NotedPurchase[]): Promise<AwardedPurchase[]> {
  const rows = await tx.query<{ bought_at: Date | null; awarded_at: Date | null }>(
    SQL[told],
    [notes.map(({ eventKey }) => eventKey), notes.map(({ at }) => at), KEPT_DAYS],
    `metrics.note-${told}`,
  );
  return rows.flatMap(({ bought_at: boughtAt, awarded_at: awardedAt }) =>
    boughtAt && awardedAt ? [{ boughtAt, awardedAt }] : [],
  );
}

const FORGET = /* sql */ `
  delete from awarded_purchase where noted_at < clock_timestamp() - $1 * interval '1 day'`;

/** Drops what nothing can follow on any more. By the database's clock, as the times in it are not by the service's. */
export async function forgetAwarded(tx: Tx): Promise<void> {
  await tx.query(FORGET, [KEPT_DAYS]);
}
