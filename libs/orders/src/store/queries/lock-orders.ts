import { textColumn, type Tx } from '@perennial/persistence';

import type { Order, OrderedGoods, OrderedLine } from '../../domain/order.js';

const FIND = /* sql */ `
  select order_id, revision, customer_id, currency, total_minor, channel, location_id, partner_id, codes, lines, placed_at,
         returned_minor, returned_quantities, cancelled, forgotten
    from commerce_order
   where order_id = any($1::text[])`;

// `order by` fixes the lock order: two transactions then wait for each other instead of deadlocking.
const LOCK = /* sql */ `${FIND} order by order_id for update`;

interface Row {
  readonly order_id: string;
  readonly revision: bigint | null;
  readonly customer_id: string | null;
  readonly currency: string;
  readonly total_minor: bigint;
  readonly channel: string | null;
  readonly location_id: string | null;
  readonly partner_id: string | null;
  readonly codes: string[] | null;
  readonly lines: OrderedLine[] | null;
  readonly placed_at: Date;
  readonly returned_minor: bigint;
  readonly returned_quantities: Record<string, number>;
  readonly cancelled: boolean;
  readonly forgotten: boolean;
}

/** What is known of the orders, locked until `tx` ends. Before any customer is locked: the same order everywhere. */
export async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<Map<string, Order>> {
  return load(tx, LOCK, orderIds, 'orders.lock-orders');
}

/** What is known of the orders at this moment. */
export async function findOrders(tx: Tx, orderIds: readonly string[]): Promise<Map<string, Order>> {
  return load(tx, FIND, orderIds, 'orders.find-orders');
}

async function load(tx: Tx, sql: string, orderIds: readonly string[], name: string): Promise<Map<string, Order>> {
  if (orderIds.length === 0) return new Map();
  const rows = await tx.query<Row>(sql, [textColumn(orderIds, (orderId) => orderId)], name);
  return new Map(rows.map((row) => [row.order_id, orderOf(row)]));
}

function orderOf(row: Row): Order {
  return {
    orderId: row.order_id,
    ...(row.revision !== null && { goods: goodsOf(row, Number(row.revision)) }),
    returnedMinor: row.returned_minor,
    returnedQuantities: new Map(Object.entries(row.returned_quantities)),
    cancelled: row.cancelled,
    forgotten: row.forgotten,
  };
}

function goodsOf(row: Row, revision: number): OrderedGoods {
  return {
    ...(row.customer_id !== null && { customerId: row.customer_id }),
    ...{ revision, currency: row.currency, totalMinor: row.total_minor, placedAt: row.placed_at.getTime() },
    ...(row.channel !== null && { channel: row.channel }),
    ...(row.location_id !== null && { locationId: row.location_id }),
    ...(row.partner_id !== null && { partnerId: row.partner_id }),
    ...(row.codes !== null && { codes: row.codes }),
    ...(row.lines !== null && { lines: row.lines }),
  };
}
