import type { Tx } from '@perennial/persistence';

import type { JudgedReferral } from '../../domain/referral-graph.js';
import { REFERRAL_COLUMNS, referralOf, type ReferralRow } from '../referral-row.js';
import type { FactsWanted } from './load-facts.js';

const SQL = /* sql */ `
  with recursive part (account) as (
    select unnest($1::uuid[])
     union
    select neighbour.account
      from part cross join lateral (
        select referrer as account from referral where referee = part.account
         union all
        select referee from referral where referrer = part.account
      ) neighbour
  )
  select ${REFERRAL_COLUMNS} from referral
   where referee = any (select account from part)
     and ($2::timestamptz is null and $3::int8 is null or exists (
           select from fact
            where fact.account = referral.referrer and fact.at = referral.at and fact.source = referral.source
              and fact.id = referral.id
              and ($2 is null or fact.booked_at <= $2) and ($3 is null or coalesce(fact.booking, 0) <= $3)))`;

/**
 * Every referral that hangs together with the accounts, accepted or not, over any number of steps. For late facts, and for
 * looking back.
 *
 * @param wanted only what was known by then, inclusive
 */
export async function loadConnectedReferrals(
  tx: Tx,
  accounts: readonly string[],
  { bookedUntil, booking }: Pick<FactsWanted, 'bookedUntil' | 'booking'> = {},
): Promise<JudgedReferral[]> {
  if (accounts.length === 0) return [];
  const params = [accounts, bookedUntil ?? null, booking ?? null];
  const rows = await tx.query<ReferralRow>(SQL, params, 'ledger-load-connected-referrals');
  return rows.map(referralOf);
}
