import { plainColumn, type Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { Lots } from '../../domain/lots.js';
import type { Member } from '../../domain/posting/transfer.js';
import { lotsElsewhere } from '../json-state.js';
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

/** Whose lots have to be at hand. */
export interface LotsWanted {
  /** Everybody's; otherwise only of those named, and of those of whom one becomes available or is gone up to `until`. */
  readonly lots: boolean;
  readonly histories: ReadonlySet<string>;
  readonly until: number;
}

/** The members' wallets, locked until `tx` ends. Orders are locked before. */
export async function lockMembers(
  tx: Tx,
  accounts: readonly string[],
  programmes: ProgrammeHistory,
  { lots: all, histories, until }: LotsWanted,
): Promise<Map<string, Member>> {
  if (accounts.length === 0) return new Map();
  const rows = await tx.query<MemberRow>(SQL, [plainColumn(accounts, (account) => account)], 'ledger-lock-members');
  const kept = new Map<string, Lots>();
  for (const row of rows) {
    if (all || row.state === null || histories.has(row.account)) continue;
    const elsewhere = lotsElsewhere(row.state, row, until);
    if (elsewhere) kept.set(row.account, new Lots([], elsewhere));
  }
  const wanted = rows.filter(({ account, state }) => state !== null && !kept.has(account));
  const loaded = await loadOpenLots(
    tx,
    wanted.map(({ account }) => account),
  );
  return new Map(
    rows.map((row) => {
      const lots = kept.get(row.account) ?? loaded.get(row.account) ?? new Lots();
      return [row.account, memberFrom(row, lots, programmes)];
    }),
  );
}
