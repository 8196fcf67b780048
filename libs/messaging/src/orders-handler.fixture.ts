import { isEvent, purchaseCompleted, returnCompleted, type Envelope } from '@perennial/contracts';
import { defineMigration, type Tx } from '@perennial/persistence';

import type { ChunkHandler, ChunkResult, OutgoingMessage, Parking, Rejection } from './chunk-handler.js';
import { loadParked, type ParkedEvent } from './parked-events.js';

export const ordersTable = defineMigration({
  scope: 'probe',
  number: 2,
  name: 'orders',
  up: `create table shop_order (order_id text collate "C" primary key, bought boolean not null default false, customer_id text);
       create table used_return (return_id text primary key)`,
});

// Whoever names an order first inserts it, so that a purchase and a return in two processes cannot miss each other.
const INSERT = `
  insert into shop_order (order_id) select order_id from unnest($1::text[]) as named (order_id)
   order by order_id collate "C" on conflict do nothing`;
const LOCK = `
  select order_id, bought, customer_id from shop_order where order_id = any($1) order by order_id for update`;

interface Order {
  bought: boolean;
  customerId: string | undefined;
}

/**
 * The smallest service with something to wait for: a return of an order that nobody has bought yet is parked, one by
 * another customer than the buyer is refused, and each that is used is answered.
 */
export class OrdersHandler implements ChunkHandler {
  /** Every parked event it was shown. */
  readonly loaded: ParkedEvent[] = [];
  /** For mistakes: changes what it answers. */
  spoil: (result: ChunkResult) => ChunkResult = (result) => result;

  async forgottenAmong(): Promise<ReadonlySet<string>> {
    return new Set();
  }

  async handle(events: readonly Envelope[], tx: Tx): Promise<ChunkResult> {
    const orders = await lockOrders(tx, [...new Set(events.map(orderIdOf))]);
    const waiting = await loadParked(tx, [...orders.keys()].map(thing));
    this.loaded.push(...waiting);
    for (const event of events) {
      if (isEvent(purchaseCompleted, event)) {
        orders.set(orderIdOf(event), { bought: true, customerId: event.data.customerId });
      }
    }
    const parked: Parking[] = [];
    const rejected: Rejection[] = [];
    const used: Envelope[] = [];
    const judge = (event: Envelope): boolean => {
      const order = orders.get(orderIdOf(event));
      if (!order?.bought) return false;
      const named = event.subject;
      if (named === undefined || named === order.customerId) used.push(event);
      else rejected.push({ event, reason: 'CUSTOMER_MISMATCH', detail: `${named} is not ${order.customerId}` });
      return true;
    };
    const released = waiting.filter(({ event }) => judge(event));
    for (const event of events) {
      if (isEvent(returnCompleted, event) && !judge(event)) parked.push({ event, waitsFor: thing(orderIdOf(event)) });
    }
    await save(tx, orders, used);
    return this.spoil({ messages: used.map(answerTo), rejected, parked, released });
  }
}

const orderIdOf = (event: Envelope): string => (event.data as { readonly orderId: string }).orderId;
const thing = (orderId: string): string => `order:${orderId}`;

async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<Map<string, Order>> {
  await tx.query(INSERT, [orderIds]);
  const rows = await tx.query<{ order_id: string; bought: boolean; customer_id: string | null }>(LOCK, [orderIds]);
  return new Map(
    rows.map(({ order_id, bought, customer_id }) => [order_id, { bought, customerId: customer_id ?? undefined }]),
  );
}

async function save(tx: Tx, orders: ReadonlyMap<string, Order>, used: readonly Envelope[]): Promise<void> {
  const bought = [...orders].filter(([, order]) => order.bought);
  await tx.query(
    `update shop_order set bought = true, customer_id = b.customer_id
       from unnest($1::text[], $2::text[]) as b (order_id, customer_id) where shop_order.order_id = b.order_id`,
    [bought.map(([orderId]) => orderId), bought.map(([, { customerId }]) => customerId ?? null)],
  );
  await tx.query('insert into used_return select * from unnest($1::text[])', [
    used.map(({ data }) => (data as { readonly returnId: string }).returnId),
  ]);
}

function answerTo(event: Envelope): OutgoingMessage {
  return {
    type: 'loyalty.reward.issued.v1',
    id: `answer-to-${event.id}`,
    time: event.time,
    subject: event.subject ?? 'guest',
    data: { rewardId: `answer-to-${event.id}` },
    causationid: event.id,
    causationsource: event.source,
    ...(event.correlationid === undefined ? {} : { correlationid: event.correlationid }),
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}
