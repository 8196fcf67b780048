import { plainColumn, type Tx } from '@perennial/persistence';

import { lotKey, type Lot } from '../../domain/lot.js';
import { lotOf, type LotRow } from '../member-row.js';

const SQL = /* sql */ `
  select account, rule, thing, points, pending, expired, earned_at, earned_source, earned_id, available_at, expires_at
    from lot
   where account = any($1::uuid[]) and (points > 0 or held)`;

/** The lots of the accounts that hold points or may get some back, each by its `lotKey`. */
export async function loadOpenLots(tx: Tx, accounts: readonly string[]): Promise<Map<string, Map<string, Lot>>> {
  const lots = new Map<string, Map<string, Lot>>(accounts.map((account) => [account, new Map()]));
  for (const row of await tx.query<LotRow>(
    SQL,
    [plainColumn(accounts, (account) => account)],
    'ledger-load-open-lots',
  )) {
    const lot = lotOf(row);
    lots.get(row.account)?.set(lotKey(lot), lot);
  }
  return lots;
}
