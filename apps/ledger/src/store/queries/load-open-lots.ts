import type { Tx } from '@perennial/persistence';

import type { Lot } from '../../domain/lot.js';
import { lotOf, type LotRow } from '../member-row.js';

const SQL = /* sql */ `
  select account, rule, thing, points, pending, expired, earned_at, earned_source, earned_id, available_at, expires_at
    from lot
   where account = any($1::uuid[]) and (points > 0 or held)`;

/** The lots of the accounts that hold points or may get some back, in no particular order. */
export async function loadOpenLots(tx: Tx, accounts: readonly string[]): Promise<Map<string, Lot[]>> {
  const lots = new Map<string, Lot[]>(accounts.map((account) => [account, []]));
  for (const row of await tx.query<LotRow>(SQL, [accounts], 'ledger-load-open-lots'))
    lots.get(row.account)?.push(lotOf(row));
  return lots;
}
