import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select coupon_id, customer_id, sealed
    from coupon
   where customer_id = any($1::text[])
   order by coupon_id
     for update`;

/** What customers were promised with codes. The customers are locked by `tx`. */
export async function lockSealedCodes(
  tx: Tx,
  customerIds: readonly string[],
): Promise<{ couponId: string; customerId: string; sealed: Buffer | undefined }[]> {
  const rows = await tx.query<{ coupon_id: string; customer_id: string; sealed: Buffer | null }>(
    SQL,
    [textColumn(customerIds, (customerId) => customerId)],
    'campaign.lock-sealed-codes',
  );
  return rows.map((row) => ({
    couponId: row.coupon_id,
    customerId: row.customer_id,
    sealed: row.sealed ?? undefined,
  }));
}
