import type { Tx } from '@perennial/persistence';

import type { JudgedReferral } from '../../domain/referral-graph.js';
import { REFERRAL_COLUMNS, referralOf, type ReferralRow } from '../referral-row.js';

const SQL = /* sql */ `
  with recursive way_up (account) as (
    select unnest($1::uuid[])
     union
    select referral.referrer
      from way_up join referral on referral.referee = way_up.account and referral.verdict = 'accepted'
     where $2::boolean
  )
  select ${REFERRAL_COLUMNS} from referral where referee = any (select account from way_up)
   union all
  select ${REFERRAL_COLUMNS} from referral where not referee = any (select account from way_up) and referrer = any ($3::uuid[])`;

/**
 * @param ofReferees  accounts of which all referrals as referees are wanted
 * @param wayUp       whether those of their referrers, of the referrers' referrers and so on are wanted too
 * @param ofReferrers accounts of which all referrals as referrers are wanted
 */
export async function loadReferrals(
  tx: Tx,
  { ofReferees, wayUp, ofReferrers }: { ofReferees: readonly string[]; wayUp: boolean; ofReferrers: readonly string[] },
): Promise<JudgedReferral[]> {
  const rows = await tx.query<ReferralRow>(SQL, [ofReferees, wayUp, ofReferrers], 'ledger-load-referrals');
  return rows.map(referralOf);
}
