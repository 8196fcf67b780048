import type { Tx } from '@perennial/persistence';

import { SHARED_KEY_MIN } from '../domain/ring.js';

// Reads all referrals: nobody asks for this often.
const SQL = /* sql */ `
  select customer_id
    from (select customer_id from referral where device_digest is not null
           group by customer_id, device_digest having count(distinct referee_id) >= $1
           union
          select customer_id from referral where address_digest is not null
           group by customer_id, address_digest having count(distinct referee_id) >= $1
           union
          select one.customer_id from referral one
            join referral other on other.customer_id = one.referee_id and other.referee_id = one.customer_id) signed
   where $2::text is null or customer_id > $2
   order by customer_id
   limit $3`;

/** Referrers with a referral that has signs of a ring, by customer id. @param after the last one of the page before */
export async function listRingLeaders(tx: Tx, after: string | undefined, limit: number): Promise<string[]> {
  const rows = await tx.query<{ customer_id: string }>(
    SQL,
    [SHARED_KEY_MIN, after ?? null, limit],
    'campaign.list-ring-leaders',
  );
  return rows.map(({ customer_id: customerId }) => customerId);
}
