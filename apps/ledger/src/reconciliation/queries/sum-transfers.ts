import type { Tx } from '@perennial/persistence';

import type { Balance } from '../../domain/member-state.js';

const SQL = /* sql */ `
  select wallet.account,
         coalesce(sum(points) filter (where part = 'available'), 0)::int8 as available,
         coalesce(sum(points) filter (where part = 'pending'), 0)::int8 as pending,
         coalesce(sum(points) filter (where part = 'reserved'), 0)::int8 as reserved,
         -coalesce(sum(points) filter (where part = 'debt'), 0)::int8 as debt
    from unnest($1::uuid[]) as wallet (account)
    left join (select account, ledger_account as part, points from posting where account = any($1::uuid[])) as leg
           on leg.account = wallet.account
   group by wallet.account`;

interface Row extends Balance {
  readonly account: string;
}

/** The wallets as their transfers have them. */
export async function sumTransfers(tx: Tx, accounts: readonly string[]): Promise<ReadonlyMap<string, Balance>> {
  const rows = await tx.query<Row>(SQL, [accounts]);
  return new Map(rows.map(({ account, ...balance }) => [account, balance]));
}
