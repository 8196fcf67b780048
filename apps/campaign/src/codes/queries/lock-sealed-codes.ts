import { textColumn, type Tx } from '@perennial/persistence';

// The codes, as whoever ends offers locks them, and not their coupons, which that one writes after.
const SQL = /* sql */ `
  select c.coupon_id, c.customer_id, c.sealed
    from coupon c
    join issued_code i on i.digest = c.digest
   where c.customer_id = any($1::text[])
   order by i.digest
     for update of i`;

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
