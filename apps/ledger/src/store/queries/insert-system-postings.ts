import type { Tx } from '@perennial/persistence';

import type { LedgerAccount, Transfer } from '../../domain/snapshot.js';

const SQL = /* sql */ `
  insert into system_posting (topic, partition, next_offset, ledger_account, points)
  select $1, $2, $3, ledger_account, points from unnest($4::text[], $5::int8[]) as netted (ledger_account, points)`;

/** Names the chunk: no other chunk of this database has the same three. */
export interface ChunkName {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: bigint;
}

/** Books the programme's side of the chunk's transfers, one row per account of the programme. */
export async function insertSystemPostings(tx: Tx, chunk: ChunkName, transfers: readonly Transfer[]): Promise<void> {
  const sums = new Map<LedgerAccount, bigint>();
  for (const { debit, credit, points } of transfers) {
    if (debit !== 'wallet') sums.set(debit, (sums.get(debit) ?? 0n) - points);
    if (credit !== 'wallet') sums.set(credit, (sums.get(credit) ?? 0n) + points);
  }
  if (sums.size === 0) return;
  await tx.query(
    SQL,
    [chunk.topic, chunk.partition, chunk.nextOffset, [...sums.keys()], [...sums.values()]],
    'ledger-insert-system-postings',
  );
}
