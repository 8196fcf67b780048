import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { awardKey } from '../../domain/fold.js';
import type { Transfer } from '../../domain/snapshot.js';

// Points can be spent from the instant they were earned at, and do not expire. The members are locked, so nobody else
// can be inserting the same lot; `on conflict` would hold the change itself, which may be below 0, against the checks.
const SQL = /* sql */ `
  merge into lot
  using unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int2[], $6::int8[], $7::timestamptz[])
     as moved (account, rule, fact_source, fact_id, bucket, points, earned_at)
     on lot.account = moved.account and lot.rule = moved.rule
        and lot.fact_source = moved.fact_source and lot.fact_id = moved.fact_id
  when matched then update set points = lot.points + moved.points
  when not matched then insert (account, rule, fact_source, fact_id, bucket, points, earned_at, available_at)
    values (moved.account, moved.rule, moved.fact_source, moved.fact_id, moved.bucket, moved.points, moved.earned_at, moved.earned_at)`;

/** Adds to each transfer's lot, or takes from it, what the transfers moved. */
export async function saveLots(tx: Tx, transfers: readonly Transfer[]): Promise<void> {
  const lots = netted(transfers);
  if (lots.length === 0) return;
  await tx.query(
    SQL,
    [
      lots.map(({ transfer }) => transfer.account),
      lots.map(({ transfer }) => transfer.rule),
      lots.map(({ transfer }) => transfer.fact.source),
      lots.map(({ transfer }) => transfer.fact.id),
      lots.map(({ transfer }) => bucketOf(transfer.customerId)),
      lots.map(({ points }) => points),
      lots.map(({ transfer }) => new Date(transfer.fact.at).toISOString()),
    ],
    'ledger-save-lots',
  );
}

/** One row per lot: a statement cannot change a row twice. */
function netted(transfers: readonly Transfer[]): { transfer: Transfer; points: bigint }[] {
  const lots = new Map<string, { transfer: Transfer; points: bigint }>();
  for (const transfer of transfers) {
    const key = `${transfer.account}\n${awardKey(transfer)}`;
    const change = transfer.credit === 'wallet' ? transfer.points : -transfer.points;
    lots.set(key, { transfer, points: (lots.get(key)?.points ?? 0n) + change });
  }
  return [...lots.values()];
}
