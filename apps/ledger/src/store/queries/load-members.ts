import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { Lots } from '../../domain/lots.js';
import type { Member } from '../../domain/posting/transfer.js';
import { MEMBER_COLUMNS, memberFrom, type MemberRow } from '../member-row.js';
import { loadOpenLots } from './load-open-lots.js';

const SQL = /* sql */ `
  select ${MEMBER_COLUMNS}, coalesce(member.customer_id, '') as customer_id
    from balance left join member on member.account = balance.account
   where balance.account = any($1::uuid[])`;

/** The members' wallets. Locks nothing: of one moment only in a transaction that sees one. */
export async function loadMembers(
  tx: Tx,
  accounts: readonly string[],
  programmes: ProgrammeHistory,
): Promise<Map<string, Member>> {
  const rows = await tx.query<MemberRow>(SQL, [accounts], 'ledger-load-members');
  const lots = await loadOpenLots(tx, accounts);
  return new Map(rows.map((row) => [row.account, memberFrom(row, lots.get(row.account) ?? new Lots(), programmes)]));
}
