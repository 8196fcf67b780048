import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with decisions as (delete from decision where customer_id = any($1::text[])),
       offers as (delete from offer where customer_id = any($1::text[])),
       places as (delete from slot_reservation where customer_id = any($1::text[])),
       codes as (delete from code where customer_id = any($1::text[])),
       features as (delete from customer_feature where customer_id = any($1::text[])),
       audiences as (delete from audience_member where customer_id = any($1::text[])),
       views as (delete from category_view where customer_id = any($1::text[]))
  delete from customer where customer_id = any($1::text[])`;

/** Removes everything that is kept of customers who are forgotten: their codes cannot be used any more. */
export async function dropOffers(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await tx.query(SQL, [textColumn(customerIds, (customerId) => customerId)], 'campaign.drop-offers');
}
