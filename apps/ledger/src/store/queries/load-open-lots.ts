import { plainColumn, type Tx } from '@perennial/persistence';

import type { Lot } from '../../domain/lot.js';
import { lotsOf, type Lots } from '../../domain/lots.js';
import { lotOf, type LotRow } from '../member-row.js';

const SQL = /* sql */ `
  select account, rule, thing, points, pending, expired, earned_at, earned_source, earned_id, available_at, expires_at
    from lot
   where account = any($1::uuid[]) and (points > 0 or held)`;

/** The lots of the accounts that hold points or may get some back; of an account without any there is nothing. */
export async function loadOpenLots(tx: Tx, accounts: readonly string[]): Promise<Map<string, Lots>> {
  if (accounts.length === 0) return new Map();
  const rows = await tx.query<LotRow>(SQL, [plainColumn(accounts, (account) => account)], 'ledger-load-open-lots');
  const lots = new Map<string, Lot[]>();
  for (const row of rows) {
    const ofAccount = lots.get(row.account);
    if (ofAccount) ofAccount.push(lotOf(row));
    else lots.set(row.account, [lotOf(row)]);
  }
  return new Map([...lots].map(([account, ofAccount]) => [account, lotsOf(ofAccount)]));
}
