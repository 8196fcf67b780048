import { textColumn, type Tx } from '@perennial/persistence';

import { recordsOfPersons } from './records-of-persons.js';

// What an amendment took out of an order is not known any more, so all reviews of its customer are asked. Tables are read as
// by `loadEvidence`.
const SQL = /* sql */ `
  with changed as materialized (
    select o.order_id, o.lines, o.revision > 0 as amended, person_id
      from (select distinct unnest($1::text[]) as order_id) wanted
     cross join lateral (select * from commerce_order where order_id = wanted.order_id offset 0) o
     cross join lateral (select person_id from customer_record where customer_id = o.customer_id offset 0) buyer
  ), record as materialized (${recordsOfPersons('changed')})
  select distinct review.review_id
    from changed
    join record using (person_id)
   cross join lateral (select * from review where customer_id = record.customer_id offset 0) review
   where changed.amended or review.order_id = changed.order_id
      or changed.lines @> jsonb_build_array(jsonb_build_object('sku', review.sku))
      or changed.lines @> jsonb_build_array(jsonb_build_object('productId', review.sku))`;

/** Reviews on which what is known of the orders bears: of the same customer and of what is in them. The customers are locked. */
export async function listReviewsOfOrders(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  if (orderIds.length === 0) return [];
  const rows = await tx.query<{ review_id: string }>(SQL, [textColumn(orderIds, (orderId) => orderId)]);
  return rows.map((row) => row.review_id);
}
