import type { Tx } from '@perennial/persistence';

import type { StatementRow } from './list-statement.js';

const SQL = /* sql */ `
  select number, transfer_id, kind, points, debit, credit, rule, thing, programme_version, cause_id, cause_source,
         occurred_at, booked_at, booking_id
    from transfer
   where account = $1 and cause_source = $2 and cause_id = $3
   order by number`;

export interface CausedRow extends StatementRow {
  readonly booking_id: string;
}

/** The account's transfers that name an event as their cause, in the order they were booked. */
export async function listCausedTransfers(
  tx: Tx,
  account: string,
  { source, id }: { readonly source: string; readonly id: string },
): Promise<CausedRow[]> {
  return tx.query<CausedRow>(SQL, [account, source, id], 'ledger-list-caused-transfers');
}
