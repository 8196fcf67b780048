import { textColumn, type Tx } from '@perennial/persistence';

import { waitForOwing } from './hold-forgetting.js';

const DELETE = /* sql */ `delete from webhook_delivery where customer_id = any($1::text[])`;

const UNNAME = /* sql */ `update webhook_change set actor = 'somebody who was forgotten' where actor = any($1::text[])`;

/**
 * Removes what is owed and was sent about customers who are forgotten. What is on its way at this moment still arrives.
 * The receipt that somebody was forgotten names no customer here, and stays until it has arrived.
 */
export async function forgetDeliveries(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  await waitForOwing(tx);
  const forgotten = textColumn(customerIds, (customerId) => customerId);
  await tx.query(DELETE, [forgotten], 'webhooks.forget-deliveries');
  await tx.query(UNNAME, [forgotten], 'webhooks.unname-actors');
}
