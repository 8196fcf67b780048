import type { Tx } from '@perennial/persistence';

import { walletParts, type LedgerAccount, type Transfer } from '../../domain/posting/transfer.js';

const SQL = /* sql */ `
  insert into system_posting (booking_id, ledger_account, points)
  select $1, ledger_account, points from unnest($2::text[], $3::int8[]) as netted (ledger_account, points)`;

/** Books the programme's side of a booking's transfers, one row per account of the programme. */
export async function insertSystemPostings(tx: Tx, bookingId: string, transfers: readonly Transfer[]): Promise<void> {
  const sums = new Map<LedgerAccount, bigint>();
  for (const { debit, credit, points } of transfers) {
    if (!walletParts.has(debit)) sums.set(debit, (sums.get(debit) ?? 0n) - points);
    if (!walletParts.has(credit)) sums.set(credit, (sums.get(credit) ?? 0n) + points);
  }
  if (sums.size === 0) return;
  await tx.query(SQL, [bookingId, [...sums.keys()], [...sums.values()]], 'ledger-insert-system-postings');
}
