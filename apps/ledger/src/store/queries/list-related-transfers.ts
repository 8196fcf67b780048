import type { Tx } from '@perennial/persistence';

import type { StatementRow } from './list-statement.js';

const SQL = /* sql */ `
  select number, transfer_id, kind, points, debit, credit, rule, thing, programme_version, cause_id, cause_source,
         occurred_at, booked_at
    from transfer
   where account = any($1::uuid[]) and thing = any($2::text[]) and not (cause_source = $3 and cause_id = $4)
   order by booked_at, account, number`;

/** Transfers of the accounts about some things that another event caused, in the order they were booked. */
export async function listRelatedTransfers(
  tx: Tx,
  accounts: readonly string[],
  things: Iterable<string>,
  { source, id }: { readonly source: string; readonly id: string },
): Promise<StatementRow[]> {
  return tx.query<StatementRow>(SQL, [accounts, [...things], source, id], 'ledger-list-related-transfers');
}
