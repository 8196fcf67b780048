import type { Tx } from '@perennial/persistence';

import type { LedgerAccount, TransferKind } from '../../domain/posting/transfer.js';

const SQL = /* sql */ `
  select member.account, page.*
    from member
    left join lateral (
      select number, transfer_id, kind, points, debit, credit, rule, thing, programme_version, cause_id, cause_source, occurred_at, booked_at
        from transfer
       where transfer.account = member.account and ($2::int8 is null or number < $2)
       order by number desc
       limit $3
    ) page on true
   where member.customer_id = $1
   order by page.number desc`;

export interface StatementRow {
  readonly number: bigint;
  readonly transfer_id: string;
  readonly kind: TransferKind;
  readonly points: bigint;
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  readonly rule: string;
  readonly thing: string;
  readonly programme_version: number;
  readonly cause_id: string;
  readonly cause_source: string;
  readonly occurred_at: Date;
  readonly booked_at: Date;
}

/**
 * The member's transfers, newest first.
 *
 * @param before only transfers with a lower number
 * @returns undefined for a customer nobody has named
 */
export async function listStatement(
  tx: Tx,
  { customerId, before, limit }: { customerId: string; before?: bigint | undefined; limit: number },
): Promise<StatementRow[] | undefined> {
  const rows = await tx.query<StatementRow | { number: null }>(
    SQL,
    [customerId, before ?? null, limit],
    'ledger-list-statement',
  );
  if (rows.length === 0) return undefined;
  return rows.filter((row): row is StatementRow => row.number !== null);
}
