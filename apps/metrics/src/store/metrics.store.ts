import { compareUtf8, isEvent, purchaseCancelled, purchaseCompleted, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { dayChanges } from '../domain/day-change.js';
import type { PurchaseHistory } from '../domain/purchase-history.js';
import { foldOrders, type Refusal, type ShopOrder } from '../domain/shop-order.js';
import { addToDays } from './queries/add-to-days.js';
import { correctDays } from './queries/correct-days.js';
import { countCustomerDays } from './queries/count-customer-days.js';
import { insertNewOrders } from './queries/insert-new-orders.js';
import { listHistories } from './queries/list-histories.js';
import { lockCustomers } from './queries/lock-customers.js';
import { lockOrders } from './queries/lock-orders.js';
import { summariseDays } from './queries/summarise-days.js';
import { updateOrders } from './queries/update-orders.js';

export interface RecordedOrders {
  /** The orders the events named as they were, as far as they were known, and as they are now. */
  readonly before: ReadonlyMap<string, ShopOrder>;
  readonly now: ReadonlyMap<string, ShopOrder>;
  readonly refused: readonly Refusal[];
}

/**
 * Folds purchases and cancellations into the orders they name, which stay locked until `tx` ends; always before any
 * customer is locked.
 *
 * Orders nobody has told of are inserted as the events alone tell them; only the others are locked and read. Whoever
 * inserts or locks an order second waits for the first and then sees what it wrote.
 */
export async function recordOrders(tx: Tx, events: readonly Envelope[]): Promise<RecordedOrders> {
  const told = events.filter((event) => isEvent(purchaseCompleted, event) || isEvent(purchaseCancelled, event));
  const asTold = foldOrders(new Map(), told);
  if (asTold.orders.size === 0) return { before: new Map(), now: asTold.orders, refused: asTold.refused };

  const sorted = [...asTold.orders.values()].sort((a, b) => compareUtf8(a.orderId, b.orderId));
  const isNew = await insertNewOrders(tx, sorted);
  const knownIds = sorted.map(({ orderId }) => orderId).filter((orderId) => !isNew.has(orderId));
  if (knownIds.length === 0) return { before: new Map(), now: asTold.orders, refused: asTold.refused };

  const before = await lockOrders(tx, knownIds);
  const { orders, refused } = foldOrders(before, told);
  await updateOrders(
    tx,
    knownIds.flatMap((orderId) => orders.get(orderId) ?? []),
  );
  return { before, now: orders, refused };
}

/**
 * Makes the buyers known and brings their days up to what their orders are now. They stay locked until `tx` ends.
 *
 * @returns the histories of the customers whose days changed; empty ones for those who have no day left
 */
export async function recordDays(
  tx: Tx,
  { before, now }: RecordedOrders,
  timeZone: string,
): Promise<Map<string, readonly PurchaseHistory[]>> {
  const buyers = new Set([...now.values()].flatMap(({ purchase }) => purchase?.customerId ?? []));
  if (buyers.size === 0) return new Map();
  await lockCustomers(tx, [...buyers].sort(compareUtf8));

  const changes = dayChanges(before, now, timeZone);
  if (changes.length === 0) return new Map();
  const corrections = changes.filter(({ known }) => known);
  const additions = changes.filter(({ known }) => !known);
  if (corrections.length > 0) await correctDays(tx, corrections);
  if (additions.length > 0) await addToDays(tx, additions);

  const pairs = new Map(changes.map((change) => [`${change.currency} ${change.customerId}`, change]));
  await summariseDays(tx, [...pairs.values()]);
  const customerIds = [...new Set(changes.map(({ customerId }) => customerId))];
  await countCustomerDays(tx, customerIds);
  const histories = await listHistories(tx, customerIds);
  return new Map(customerIds.map((customerId) => [customerId, histories.get(customerId) ?? []]));
}
