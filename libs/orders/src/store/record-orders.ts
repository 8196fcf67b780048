import { isDeepStrictEqual } from 'node:util';

import { compareUtf8, isEvent, purchaseCompleted, type Envelope } from '@perennial/contracts';
import { customersNamed, dropRecords, lockCustomers, type LockedCustomers } from '@perennial/customers';
import { loadParked, type ParkedEvent } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { foldOrders, orderThing, type OrderChanges } from '../domain/fold-orders.js';
import type { Order } from '../domain/order.js';
import { insertNewOrders } from './queries/insert-new-orders.js';
import { findOrders, lockOrders } from './queries/lock-orders.js';
import { updateOrders } from './queries/update-orders.js';

export interface RecordedOrders extends OrderChanges<ParkedEvent> {
  /** The orders the events named as they were, as far as anything was known of them. */
  readonly before: ReadonlyMap<string, Order>;
  /** The orders that were only looked at, as far as they are known; those of the events are in `orders`. */
  readonly lookedAt: ReadonlyMap<string, Order>;
  /** Everybody the events and their orders name, and those that were looked at; locked. */
  readonly customers: LockedCustomers;
}

/** Before anybody is asked who they are. */
const strangers = { personOf: (customerId: string) => customerId, isForgotten: () => false };

/**
 * Folds purchases, cancellations and returns into the orders they name, with what waited for the purchases. Orders, and then
 * the customers whom events and orders name, stay locked until `tx` ends.
 *
 * Orders nobody has named are inserted as the events alone tell them, which is mostly how they stay; only the others are
 * locked and read. Whoever inserts or locks an order second waits for the first and then sees what it wrote.
 *
 * @param events in order of things
 * @param alsoOf ids of further orders, which stay as they are: whose they are is locked with the others, as nobody may be later
 */
export async function recordOrders(
  tx: Tx,
  events: readonly Envelope[],
  alsoOf: readonly string[] = [],
): Promise<RecordedOrders> {
  const asTold = foldOrders<ParkedEvent>({ orders: new Map(), waiting: [], persons: strangers }, events);
  const sorted = [...asTold.orders.values()].sort((a, b) => compareUtf8(a.orderId, b.orderId));
  const isNew = sorted.length > 0 ? await insertNewOrders(tx, sorted) : new Set<string>();
  const before = await lockOrders(
    tx,
    sorted.map(({ orderId }) => orderId).filter((orderId) => !isNew.has(orderId)),
  );
  const waiting = await loadParked(tx, purchasedFirst(events, before));
  const lookedAt = await findOrders(tx, alsoOf);
  const owners = [...before.values(), ...lookedAt.values()].flatMap(({ goods }) => goods?.customerId ?? []);
  const customers = await lockCustomers(tx, [
    ...namedBy(events),
    ...namedBy(waiting.map(({ event }) => event)),
    ...owners,
  ]);

  const isAsTold = before.size === 0 && waiting.length === 0 && customers.areStrangers;
  const changes = isAsTold ? asTold : foldOrders({ orders: before, waiting, persons: customers }, events);
  if (!isAsTold) await updateOrders(tx, changedOrders(changes, before, asTold));
  const buyers = new Set(changes.accepted.filter((event) => isEvent(purchaseCompleted, event)).flatMap(customersNamed));
  await dropRecords(
    tx,
    [...customers.created].filter((customerId) => !buyers.has(customerId)),
  );
  return { ...changes, before, lookedAt, customers };
}

/** What events may wait for that are used now: orders of which no purchase is known. */
function purchasedFirst(events: readonly Envelope[], before: ReadonlyMap<string, Order>): string[] {
  return events.flatMap((event) => {
    if (!isEvent(purchaseCompleted, event) || before.get(event.data.orderId)?.goods) return [];
    return orderThing(event.data.orderId);
  });
}

function namedBy(events: readonly Envelope[]): string[] {
  return events.flatMap(customersNamed);
}

/** Those that are others than what stands in their rows: of most new ones that is what was told. */
function changedOrders({ orders }: OrderChanges, before: ReadonlyMap<string, Order>, asTold: OrderChanges): Order[] {
  return [...orders.values()].filter((order) => {
    const known = before.get(order.orderId);
    return known ? order !== known : !isDeepStrictEqual(order, asTold.orders.get(order.orderId));
  });
}
