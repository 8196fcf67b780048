import type { Tx } from '@perennial/persistence';

import type { JudgedReferral } from '../../domain/referral-graph.js';
import { REFERRAL_COLUMNS, referralOf, type ReferralRow } from '../referral-row.js';

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
     and ($2::timestamptz is null or exists (
           select from fact
            where fact.account = referral.referrer and fact.at = referral.at and fact.source = referral.source
              and fact.id = referral.id and fact.booked_at <= $2))`;

/**
 * Every referral that hangs together with the accounts, accepted or not, over any number of steps. For late facts, and for
 * looking back.
 *
 * @param bookedUntil only what was known at this instant, inclusive
 */
export async function loadConnectedReferrals(
  tx: Tx,
  accounts: readonly string[],
  bookedUntil?: Date,
): Promise<JudgedReferral[]> {
  if (accounts.length === 0) return [];
  const rows = await tx.query<ReferralRow>(SQL, [accounts, bookedUntil ?? null], 'ledger-load-connected-referrals');
  return rows.map(referralOf);
}
