import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select member.customer_id, member.account, referral.referrer
    from member
    left join referral on referral.referee = member.account
                      and referral.verdict = 'accepted' and referral.qualified is null
   where member.customer_id = any($1::text[])`;

export interface FoundAccounts {
  /** By customer id; customers nobody has named yet are missing. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Accounts of referrers who are rewarded when one of the customers makes a qualifying purchase. */
  readonly waitingReferrers: ReadonlySet<string>;
}

/** Locks nothing: accounts never change, and the referrers are only a first guess at whom to lock. */
export async function findAccounts(tx: Tx, customerIds: readonly string[]): Promise<FoundAccounts> {
  const rows = await tx.query<{ customer_id: string; account: string; referrer: string | null }>(
    SQL,
    [textColumn(customerIds, (customerId) => customerId)],
    'ledger-find-accounts',
  );
  return {
    accounts: new Map(rows.map((row) => [row.customer_id, row.account])),
    waitingReferrers: new Set(rows.flatMap((row) => row.referrer ?? [])),
  };
}
