import type { Tx } from '@perennial/persistence';

import type { CausedRow } from './list-caused-transfers.js';

const SQL = /* sql */ `
  select number, transfer_id, kind, points, debit, credit, rule, thing, programme_version, cause_id, cause_source,
         occurred_at, booked_at, account, booking_id
    from transfer
   where account = any($1::uuid[]) and thing = any($2::text[]) and not (cause_source = $3 and cause_id = $4)
   order by booked_at, account, number`;

export interface RelatedRow extends CausedRow {
  readonly account: string;
}

/** Transfers of the accounts about some things that another event caused, in the order they were booked. */
export async function listRelatedTransfers(
  tx: Tx,
  accounts: readonly string[],
  things: Iterable<string>,
  { source, id }: { readonly source: string; readonly id: string },
): Promise<RelatedRow[]> {
  return tx.query<RelatedRow>(SQL, [accounts, [...things], source, id], 'ledger-list-related-transfers');
}
