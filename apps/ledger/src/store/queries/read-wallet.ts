import type { Tx } from '@perennial/persistence';

import type { Wallet } from '../../domain/wallet.js';
import type { StoredState } from '../stored-state.js';

// One statement, so that wallet and lots are of the same moment.
const SQL = /* sql */ `
  select member.account, balance.available, balance.earned, balance.clawed_back, balance.state,
         coalesce(lots.points, '{}') as points, coalesce(lots.available_at, '{}') as available_at,
         coalesce(lots.expires_at, '{}') as expires_at
    from member
    join balance on balance.account = member.account
    cross join lateral (
      select array_agg(points order by expires_at, available_at, fact_source, fact_id, rule) as points,
             array_agg(available_at order by expires_at, available_at, fact_source, fact_id, rule) as available_at,
             array_agg(expires_at order by expires_at, available_at, fact_source, fact_id, rule) as expires_at
        from lot where lot.account = member.account and lot.points > 0
    ) lots
   where member.customer_id = $1`;

interface Row {
  account: string;
  available: bigint;
  earned: bigint;
  clawed_back: bigint;
  state: StoredState;
  points: bigint[];
  available_at: Date[];
  expires_at: (Date | null)[];
}

export interface StoredWallet extends Wallet {
  readonly account: string;
  /** Instant of the newest fact in it: it may lie ahead of the clock. */
  readonly newest: Date | undefined;
}

/** The wallet with everything that was accepted so far; undefined for a customer nobody has named. */
export async function readWallet(tx: Tx, customerId: string): Promise<StoredWallet | undefined> {
  const [row] = await tx.query<Row>(SQL, [customerId], 'ledger-read-wallet');
  if (!row) return undefined;
  const lots = row.points.flatMap((points, index) => {
    const availableAt = row.available_at[index];
    const expiresAt = row.expires_at[index];
    return availableAt ? [{ points, availableAt, ...(expiresAt ? { expiresAt } : {}) }] : [];
  });
  const { account, available, earned, clawed_back: clawedBack } = row;
  const newest = row.state.last && new Date(row.state.last.at);
  return { account, available, earned, clawedBack, lots, newest };
}
