import { textColumn, type Tx } from '@perennial/persistence';

import { SHARE_PERIOD, SHARE_UNIT } from '../budget-shares.js';

const SQL = /* sql */ `
  with decisions as (
         delete from decision where customer_id = any($1::text[]) returning campaign_id, outcome, reason
       ),
       uncounted as (
         insert into decision_count (campaign_id, outcome, reason, n)
         select campaign_id, outcome, reason, -count(*) from decisions group by 1, 2, 3
       ),
       offers as (delete from offer where customer_id = any($1::text[]) returning campaign_id, month, taken),
       left_behind as (
         insert into budget_left_behind (campaign_id, month, unit, amount)
         select campaign_id, ${SHARE_PERIOD}, ${SHARE_UNIT}, sum(amount::int8)
           from offers cross join jsonb_each_text(taken) as each (key, amount)
          group by 1, 2, 3
       ),
       codes as (delete from code where customer_id = any($1::text[])),
       features as (delete from customer_feature where customer_id = any($1::text[])),
       audiences as (delete from audience_member where customer_id = any($1::text[])),
       views as (delete from category_view where customer_id = any($1::text[]))
  delete from customer where customer_id = any($1::text[])`;

/** Removes everything that is kept of customers who are forgotten: their codes cannot be used any more. */
export async function dropOffers(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await tx.query(SQL, [textColumn(customerIds, (customerId) => customerId)], 'campaign.drop-offers');
}
