import { textColumn, type Tx } from '@perennial/persistence';

import type { CodeUse } from '../domain/code-terms.js';

const SQL = /* sql */ `
  select order_id, digest, discount_minor, shipping_minor, currency, told_by, used_at, reversed
    from code_use
   where order_id = any($1::text[])
   order by order_id, used_at, digest`;

interface Row {
  readonly order_id: string;
  readonly digest: string;
  readonly discount_minor: bigint;
  readonly shipping_minor: bigint;
  readonly currency: string;
  readonly told_by: CodeUse['toldBy'];
  readonly used_at: Date;
  readonly reversed: boolean;
}

/** What codes were used on the orders, given back or not. Of orders that are locked none is missing. */
export async function listUses(tx: Tx, orderIds: readonly string[]): Promise<CodeUse[]> {
  const rows = await tx.query<Row>(SQL, [textColumn(orderIds, (orderId) => orderId)], 'campaign.list-uses');
  return rows.map((row) => ({
    orderId: row.order_id,
    digest: row.digest,
    discountMinor: row.discount_minor,
    shippingMinor: row.shipping_minor,
    currency: row.currency,
    toldBy: row.told_by,
    usedAt: row.used_at,
    isReversed: row.reversed,
  }));
}
