import type { Tx } from '@perennial/persistence';

import { RECORDS_OF_PERSONS } from '../../store/queries/persons-records.js';
import type { ToldReferral } from '../domain/ring.js';
import { QUALIFIED } from './invitations.js';

const SQL = /* sql */ `
  with record as (${RECORDS_OF_PERSONS})
  select r.referral_id, r.customer_id as referrer_id, r.referee_id, r.device_digest, r.address_digest, r.at,
         (exists (select from customer_feature f where f.customer_id = r.referee_id and f.kind = 'profile')
          or exists (select from customer c where c.customer_id = r.referee_id)) as joined,
         award.at as qualified_at,
         exists (select from referral_award one
                   join decision d on d.customer_id = one.customer_id and d.cause_id = one.reward_id
                  where one.cause_source = award.cause_source and one.cause_id = award.cause_id
                    and coalesce(one.thing = award.thing, true)
                    and one.customer_id in (r.referee_id, r.customer_id) and d.outcome = 'offered') as rewarded,
         award.reversed_at
    from (select r.* from record join referral r using (customer_id)
           union
          select r.* from record join referral r on r.referee_id = record.customer_id) r
    left join lateral (
           select *
             from (${QUALIFIED}) qualified
            where friend_id = r.referee_id and advocate_id = r.customer_id and coalesce(thing = 'referral:' || r.referral_id, true)
            order by reversed_at desc nulls first, at, cause_source, cause_id
            limit 1
         ) award on true
   order by r.at, r.referral_id`;

interface Row {
  readonly referral_id: string;
  readonly referrer_id: string;
  readonly referee_id: string;
  readonly device_digest: string | null;
  readonly address_digest: string | null;
  readonly at: Date;
  readonly joined: boolean;
  readonly qualified_at: Date | null;
  readonly rewarded: boolean;
  readonly reversed_at: Date | null;
}

export interface ListedReferral extends ToldReferral {
  readonly at: Date;
  readonly joined: boolean;
  readonly qualifiedAt: Date | undefined;
  readonly rewarded: boolean;
  readonly reversedAt: Date | undefined;
}

/** The referrals of a person on either side, the earliest first. */
export async function listReferrals(tx: Tx, persons: readonly string[]): Promise<ListedReferral[]> {
  if (persons.length === 0) return [];
  const rows = await tx.query<Row>(SQL, [persons], 'campaign.list-referrals');
  return rows.map((row) => ({
    referralId: row.referral_id,
    referrerId: row.referrer_id,
    refereeId: row.referee_id,
    deviceDigest: row.device_digest ?? undefined,
    addressDigest: row.address_digest ?? undefined,
    at: row.at,
    joined: row.joined,
    qualifiedAt: row.qualified_at ?? undefined,
    rewarded: row.rewarded,
    reversedAt: row.reversed_at ?? undefined,
  }));
}
