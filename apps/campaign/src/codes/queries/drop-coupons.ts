import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with gone as (
    select i.digest, c.coupon_id
      from coupon c
      join issued_code i on i.digest = c.digest
     where c.customer_id = any($1::text[])
  ), uses as (
    delete from code_use where digest in (select digest from gone)
  ), holds as (
    delete from code_reservation where digest in (select digest from gone)
  ), codes as (
    delete from issued_code where digest in (select digest from gone)
  )
  delete from coupon where coupon_id in (select coupon_id from gone)`;

/** Removes the codes of customers who are forgotten, with what they were used on. The codes are locked by `tx`. */
export async function dropCoupons(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await tx.query(SQL, [textColumn(customerIds, (customerId) => customerId)], 'campaign.drop-coupons');
}
