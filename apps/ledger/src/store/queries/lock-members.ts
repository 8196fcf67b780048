import { plainColumn, type Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import type { Member } from '../../domain/posting/transfer.js';
import { MEMBER_COLUMNS, memberFrom, type MemberRow } from '../member-row.js';
import { loadOpenLots } from './load-open-lots.js';

// `order by` fixes the lock order: two chunks with the same members wait for each other instead of deadlocking.
// Only balances are locked: their rows are read as of the moment the lock is given, and a mapping never changes.
const SQL = /* sql */ `
  select ${MEMBER_COLUMNS}, coalesce(member.customer_id, '') as customer_id
    from balance left join member on member.account = balance.account
   where balance.account = any($1::uuid[])
   order by balance.account
     for update of balance`;

/** The members' wallets, locked until `tx` ends. Orders are locked before. */
export async function lockMembers(
  tx: Tx,
  accounts: readonly string[],
  programmes: ProgrammeHistory,
): Promise<Map<string, Member>> {
  if (accounts.length === 0) return new Map();
  const rows = await tx.query<MemberRow>(SQL, [plainColumn(accounts, (account) => account)], 'ledger-lock-members');
  const lots = await loadOpenLots(tx, accounts);
  return new Map(rows.map((row) => [row.account, memberFrom(row, lots.get(row.account) ?? new Map(), programmes)]));
}
