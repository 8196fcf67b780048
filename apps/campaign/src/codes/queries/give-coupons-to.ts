import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

// A code is found by its digest alone, whose bucket follows its customer.
const SQL = /* sql */ `
  with given as (
    select * from unnest($1::text[], $2::text[], $3::int2[], $4::text[]) as n (coupon_id, customer_id, bucket, sealed)
  ), codes as (
    update issued_code i set bucket = given.bucket
      from given join coupon c on c.coupon_id = given.coupon_id
     where i.digest = c.digest
  )
  update coupon c
     set customer_id = given.customer_id, bucket = given.bucket, sealed = decode(given.sealed, 'hex')
    from given
   where c.coupon_id = given.coupon_id`;

/** Has coupons name another record of the same person, with the code sealed for it. */
export async function giveCouponsTo(
  tx: Tx,
  coupons: readonly { couponId: string; customerId: string; sealed: Buffer | undefined }[],
): Promise<void> {
  await tx.query(
    SQL,
    [
      textColumn(coupons, ({ couponId }) => couponId),
      textColumn(coupons, ({ customerId }) => customerId),
      plainColumn(coupons, ({ customerId }) => bucketOf(customerId)),
      textColumn(coupons, ({ sealed }) => sealed?.toString('hex')),
    ],
    'campaign.give-coupons-to',
  );
}
