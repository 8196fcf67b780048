import type { Tx } from '@perennial/persistence';

import { unknownOrder, type Order } from '../domain/order.js';
import { insertNewOrders } from './queries/insert-new-orders.js';
import { lockOrders } from './queries/lock-orders.js';

/**
 * Locks an order that something is decided about, before any customer, also one of which no event has told: whoever tells of
 * it at this very moment waits, and then sees what was decided.
 */
export async function holdOrder(tx: Tx, orderId: string): Promise<Order> {
  const nothingKnown = unknownOrder(orderId);
  await insertNewOrders(tx, [nothingKnown]);
  return (await lockOrders(tx, [orderId])).get(orderId) ?? nothingKnown;
}
