import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `select order_id from commerce_order where customer_id = any($1::text[])`;

/** Ids of the orders that name one of the customers. Locks nothing. */
export async function findOrdersOf(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ order_id: string }>(
    SQL,
    [textColumn(customerIds, (customerId) => customerId)],
    'orders.find-orders-of',
  );
  return rows.map((row) => row.order_id);
}
