import type { purchaseCompleted } from '@perennial/contracts';
import { isEvent, returnCompleted, type EventOf, type purchaseCancelled } from '@perennial/contracts';

import { amends, type Order } from './order.js';

/** Why an event is refused that contradicts what is known of its order or its customer. */
export interface Contradiction {
  readonly reason:
    'SUBJECT_ERASED' | 'INVALID_DATA' | 'DUPLICATE_ORDER' | 'CUSTOMER_MISMATCH' | 'CURRENCY_MISMATCH' | 'OVER_RETURN';
  /** For a person: which value, and what would have been right. */
  readonly detail: string;
}

/** Who customers are, as far as it is known. */
export interface Persons {
  /** The record that a customer is one person with: itself where it was merged into none. */
  personOf(customerId: string): string;
  isForgotten(customerId: string): boolean;
}

type Purchase = EventOf<typeof purchaseCompleted>;
type Return = EventOf<typeof returnCompleted>;

/** Of a purchase, the first reason that applies. An order stays its buyer's, and keeps currency and lines of what came back. */
export function contradictionOfPurchase(event: Purchase, order: Order, persons: Persons): Contradiction | undefined {
  const { orderId, customerId, currency, lines } = event.data;
  const { goods, returnedMinor, returnedQuantities } = order;
  if (order.forgotten || (goods && !isOneBuyer(goods.customerId, customerId, persons))) {
    const whose = goods && goods.customerId === undefined ? 'a guest' : 'another customer';
    return { reason: 'DUPLICATE_ORDER', detail: `order ${orderId} is already known as one of ${whose}` };
  }
  if (!goods || !amends(event, order)) return undefined;
  if (goods.currency !== currency && returnedMinor > 0n) {
    const detail = `order ${orderId} is in ${goods.currency} and parts of it were returned; its amendment is in ${currency}`;
    return { reason: 'CURRENCY_MISMATCH', detail };
  }
  const kept = new Set(lines?.map(({ lineId }) => lineId));
  const dropped = goods.lines && [...returnedQuantities.keys()].find((lineId) => !kept.has(lineId));
  if (dropped === undefined) return undefined;
  return { reason: 'OVER_RETURN', detail: `line ${dropped} was returned already; an amendment has to keep it` };
}

/** Of a cancellation or a return of an order whose purchase is known, the first reason that applies. */
export function contradictionOfUndoing(
  event: Return | EventOf<typeof purchaseCancelled>,
  order: Order,
  persons: Persons,
): Contradiction | undefined {
  if (!isEvent(returnCompleted, event)) return mismatchOf(event.data.customerId, order, persons);
  return (
    unknownLineOf(event, order) ?? mismatchOf(event.data.customerId, order, persons) ?? returnRefusalOf(event, order)
  );
}

function isOneBuyer(known: string | undefined, named: string | undefined, { personOf }: Persons): boolean {
  if (known === undefined || named === undefined) return known === named;
  return personOf(known) === personOf(named);
}

function mismatchOf(named: string | undefined, { orderId, goods }: Order, persons: Persons): Contradiction | undefined {
  if (named === undefined || isOneBuyer(goods?.customerId, named, persons)) return undefined;
  return { reason: 'CUSTOMER_MISMATCH', detail: `order ${orderId} is not one of customer ${named}` };
}

function unknownLineOf({ data }: Return, { orderId, goods, cancelled }: Order): Contradiction | undefined {
  const lines = goods?.lines;
  if (!lines || cancelled) return undefined;
  const unknown = data.lines?.find(({ lineId }) => !lines.some((line) => line.lineId === lineId));
  return unknown && { reason: 'INVALID_DATA', detail: `data.lines: order ${orderId} has no line ${unknown.lineId}` };
}

function returnRefusalOf({ data }: Return, order: Order): Contradiction | undefined {
  const { orderId, goods, returnedMinor, returnedQuantities, cancelled } = order;
  if (!goods) return undefined;
  if (data.currency !== goods.currency) {
    const detail = `order ${orderId} is in ${goods.currency}, its return in ${data.currency}`;
    return { reason: 'CURRENCY_MISMATCH', detail };
  }
  if (cancelled) return undefined;
  if (returnedMinor + BigInt(data.amountMinor) > goods.totalMinor) {
    const detail = `order ${orderId} came to ${goods.totalMinor}, of which ${returnedMinor} had been returned; ${data.amountMinor} more is too much`;
    return { reason: 'OVER_RETURN', detail };
  }
  if (!goods.lines) return undefined;
  const ordered = new Map(goods.lines.map(({ lineId, quantity }) => [lineId, quantity]));
  const over = data.lines?.find(
    ({ lineId, quantity }) => (returnedQuantities.get(lineId) ?? 0) + quantity > (ordered.get(lineId) ?? 0),
  );
  if (!over) return undefined;
  const detail = `line ${over.lineId} of order ${orderId} had ${ordered.get(over.lineId)} pieces; ${over.quantity} more is too much`;
  return { reason: 'OVER_RETURN', detail };
}
