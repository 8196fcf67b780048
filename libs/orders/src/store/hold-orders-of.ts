import { compareUtf8 } from '@perennial/contracts';
import { listRecordsOfPersons } from '@perennial/customers';
import { thingsWaitedForBy } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { orderThing } from '../domain/fold-orders.js';
import { findOrdersOf } from './queries/find-orders-of.js';
import { lockOrders } from './queries/lock-orders.js';

/**
 * Locks the orders of customers who are to be forgotten, and those for whose purchases their events wait: everybody locks
 * orders before customers. What is told of them at this very moment, `forgetEventsOf` finds.
 */
export async function holdOrdersOf(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  const records = [...new Set([...customerIds, ...(await listRecordsOfPersons(tx, customerIds)).keys()])];
  const waitedFor = await thingsWaitedForBy(tx, records);
  await lockOrders(tx, sorted([...(await findOrdersOf(tx, records)), ...orderIdsOf(waitedFor)]));
}

/** Locks the orders that events of customers wait for. @returns what they wait for, as `loadParked` wants it */
export async function holdWaitedFor(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  const things = await thingsWaitedForBy(tx, customerIds);
  await lockOrders(tx, sorted(orderIdsOf(things)));
  return things;
}

function orderIdsOf(things: readonly string[]): string[] {
  const prefix = orderThing('');
  return things.flatMap((thing) => (thing.startsWith(prefix) ? thing.slice(prefix.length) : []));
}

function sorted(orderIds: readonly string[]): string[] {
  return [...new Set(orderIds)].sort(compareUtf8);
}
