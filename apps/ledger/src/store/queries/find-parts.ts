import type { Tx } from '@perennial/persistence';

// Whoever is found is given out at once, so that the limit ends the search.
const SQL = /* sql */ `
  select root.account, part.accounts, facts.count as facts
    from unnest($1::uuid[]) as root (account)
   cross join lateral (
     select array_agg(found.account order by found.account) as accounts
       from (
         with recursive part (account) as (
           select root.account
            union
           select neighbour.account
             from part cross join lateral (
               select unnest(balance.linked) as account from balance where balance.account = part.account
                union all
               select referrer from referral where referee = part.account
                union all
               select referee from referral where referrer = part.account
             ) neighbour
         )
         select account from part limit $2::int4 + 1
       ) found
   ) part
   cross join lateral (
     select count(*) as count
       from (
         select from fact
          where cardinality(part.accounts) <= $2 and fact.account = any(part.accounts)
          limit $3::int4 + 1
       ) known
   ) facts
   order by root.account`;

/** Everybody who hangs together with an account, over any number of steps of wallets and referrals. */
export interface Part {
  readonly account: string;
  /** The account among them, in order; one more than the limit where there are more. */
  readonly accounts: readonly string[];
  /** Of all of them, where these are within their limit; one more than its own limit where there are more. */
  readonly facts: number;
}

interface Row extends Omit<Part, 'facts'> {
  readonly facts: bigint;
}

/** @param limits beyond which nobody counts. @returns in the order of the accounts asked for */
export async function findParts(
  tx: Tx,
  accounts: readonly string[],
  limits: { readonly accounts: number; readonly facts: number },
): Promise<Part[]> {
  const rows = await tx.query<Row>(SQL, [accounts, limits.accounts, limits.facts], 'ledger-find-parts');
  return rows.map(({ facts, ...part }) => ({ ...part, facts: Number(facts) }));
}
