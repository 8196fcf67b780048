import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  update commerce_order
     set revision = null, customer_id = null, currency = null, total_minor = null, channel = null, location_id = null,
         partner_id = null, codes = null, lines = null, placed_at = null, returned_minor = 0, returned_quantities = '{}',
         cancelled = false, forgotten = true
   where customer_id = any($1::text[])`;

/** Of the customers' orders keeps the ids, so that nobody else can have them. */
export async function forgetOrdersOf(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  await tx.query(SQL, [textColumn(customerIds, (customerId) => customerId)], 'orders.forget-orders-of');
}
