import { customersNamed, type Forgotten } from '@perennial/customers';
import { forgetRefused, loadParked, type Rejection } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { FORGOTTEN_DETAIL } from '../domain/fold-orders.js';
import { forgetOrdersOf } from './queries/forget-orders-of.js';
import { giveOrdersTo } from './queries/give-orders-to.js';
import { holdWaitedFor } from './hold-orders-of.js';

/**
 * Nothing tells any more what events said of forgotten customers: whose their orders were and what was in them, what waits, and
 * what was refused. The orders of a record that was forgotten alone are the other record's, and name that one. The customers
 * are locked by `tx`.
 *
 * @param forgotten as `recordPersons` gave them
 * @returns refusals of all events of the customers that wait for something
 */
export async function forgetEventsOf(tx: Tx, forgotten: ReadonlyMap<string, Forgotten>): Promise<Rejection[]> {
  const heirs = [...forgotten].flatMap(([from, { heir }]) => (heir === undefined ? [] : [[from, heir] as const]));
  await giveOrdersTo(tx, heirs);
  await forgetOrdersOf(
    tx,
    [...forgotten].flatMap(([customerId, { heir }]) => (heir === undefined ? customerId : [])),
  );
  for (const customerId of [...forgotten.keys()].sort()) await forgetRefused(tx, customerId);
  // Somebody may have parked one since the orders were held. Where its purchase comes just now, one of both is tried again.
  const waiting = await loadParked(tx, await holdWaitedFor(tx, [...forgotten.keys()]));
  return waiting
    .filter(({ event }) => customersNamed(event).some((customerId) => forgotten.has(customerId)))
    .map(({ event }) => ({ event, reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL }));
}
