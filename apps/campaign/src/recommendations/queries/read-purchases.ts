import { ORDERED_LINES } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';

import { PurchaseReader, type ReadPurchases } from '../domain/purchase-reader.js';

// A guest is nobody we would meet again: each such order is a buyer of its own.
const DECLARE = /* sql */ `
  declare bought no scroll cursor for
   select coalesce(record.person_id, ordered.customer_id, ordered.order_id) as buyer, sku, product_id, category, placed_at
     from (${ORDERED_LINES}) ordered
     left join customer_record record using (customer_id)
    where kept
    order by ordered.customer_id is null, buyer, placed_at, order_id, sku`;

/** So few that whatever else the service does waits for some milliseconds only. */
const FETCH = /* sql */ `fetch 2000 from bought`;

interface Row {
  readonly buyer: string;
  readonly sku: string;
  readonly product_id: string | null;
  readonly category: string | null;
  readonly placed_at: Date;
}

/**
 * Everything that was bought and has not come back, read as a stream.
 *
 * @param tx a transaction: the cursor ends with it
 */
export async function readPurchases(tx: Tx, stop: AbortSignal): Promise<ReadPurchases> {
  const reader = new PurchaseReader();
  await tx.query(DECLARE);
  for (let rows = await tx.query<Row>(FETCH); rows.length > 0; rows = await tx.query<Row>(FETCH)) {
    stop.throwIfAborted();
    for (const { buyer, sku, product_id, category, placed_at } of rows) {
      reader.add(buyer, {
        ...{ sku, at: placed_at.getTime() },
        ...(product_id !== null && { productId: product_id }),
        ...(category !== null && { category }),
      });
    }
  }
  return reader.result();
}
