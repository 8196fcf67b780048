import {
  compareInOrderOfThings,
  isEvent,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  returnCompleted,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';

import { contradictionOfPurchase, contradictionOfUndoing, type Contradiction, type Persons } from './contradiction.js';
import { forgottenOrder, unknownOrder, withPurchase, type Order } from './order.js';

export type OrderEvent = EventOf<typeof purchaseCompleted> | Undoing;
type Undoing = EventOf<typeof purchaseCancelled> | EventOf<typeof returnCompleted>;

/** An event that waits for the purchase of its order. */
interface Waiting {
  readonly waitsFor: string;
  readonly event: Envelope;
}

export interface Known<W extends Waiting> {
  /** Every order the events name of which something is known, by id. */
  readonly orders: ReadonlyMap<string, Order>;
  /** What came earlier and waits for the purchases among the events. */
  readonly waiting: readonly W[];
  readonly persons: Persons;
}

export type Refusal = Contradiction & { readonly event: Envelope };

export interface OrderChanges<W extends Waiting = Waiting> {
  /** Every order the events named, as it is now; of some, nothing is known. */
  readonly orders: ReadonlyMap<string, Order>;
  /** What has acted on an order, one after the other: events given, and some of those that waited. */
  readonly accepted: readonly OrderEvent[];
  readonly refused: readonly Refusal[];
  /** Events given that wait from now on. */
  readonly parked: readonly Waiting[];
  /** Of those that waited: used now. One that is refused now is among the refused. */
  readonly released: readonly W[];
}

export const FORGOTTEN_DETAIL = 'its customer has been forgotten';

/** What an event about an order waits for until the purchase is known: nothing else has the name. */
export function orderThing(orderId: string): string {
  return `order:${orderId}`;
}

export function isAboutOrder(event: Envelope): event is OrderEvent {
  return isEvent(purchaseCompleted, event) || isUndoing(event);
}

function isUndoing(event: Envelope): event is Undoing {
  return isEvent(purchaseCancelled, event) || isEvent(returnCompleted, event);
}

interface Draft<W extends Waiting> extends Known<W> {
  readonly orders: Map<string, Order>;
  readonly waiting: W[];
  readonly accepted: OrderEvent[];
  readonly refused: Refusal[];
  readonly parked: Waiting[];
  readonly released: W[];
}

/**
 * Folds purchases, cancellations and returns into what is known of their orders, and refuses what contradicts it: an event is
 * accepted just where the ledger accepts it, but for partners, whom only the programme in force knows. A return or cancellation
 * of an unknown order waits for its purchase, and is judged then.
 *
 * What a set of accepted events comes to is the same in any order: the highest revision counts, the earliest time stays, what
 * came back adds up, a cancellation is final.
 *
 * @param events of any types, in order of things; others have no effect, but are refused when they name somebody forgotten
 */
export function foldOrders<W extends Waiting>(known: Known<W>, events: readonly Envelope[]): OrderChanges<W> {
  const draft: Draft<W> = {
    persons: known.persons,
    orders: new Map(),
    waiting: [...known.waiting],
    accepted: [],
    refused: [],
    parked: [],
    released: [],
  };
  for (const event of events) {
    if (isAboutOrder(event)) {
      const { orderId } = event.data;
      if (!draft.orders.has(orderId)) draft.orders.set(orderId, known.orders.get(orderId) ?? unknownOrder(orderId));
      apply(draft, event);
    } else if (isEvent(purchaseDelivered, event) && namesForgotten(draft, event.data.customerId)) {
      refuse(draft, event, { reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL });
    }
  }
  const refused = new Set(draft.refused.map(({ event }) => event));
  return { ...draft, released: draft.released.filter(({ event }) => !refused.has(event)) };
}

function apply<W extends Waiting>(draft: Draft<W>, event: OrderEvent): void {
  const order = orderOf(draft, event);
  if (namesForgotten(draft, event.data.customerId)) return refuseForgotten(draft, event);
  if (isEvent(purchaseCompleted, event)) return purchase(draft, event);
  if (order.forgotten) return refuse(draft, event, { reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL });
  if (!order.goods) draft.parked.push({ event, waitsFor: orderThing(order.orderId) });
  else undo(draft, event);
}

function purchase<W extends Waiting>(draft: Draft<W>, event: EventOf<typeof purchaseCompleted>): void {
  const order = orderOf(draft, event);
  const contradiction = contradictionOfPurchase(event, order, draft.persons);
  if (contradiction) return refuse(draft, event, contradiction);
  accept(draft, event, withPurchase(order, event));
  if (order.goods) return;
  for (const waiting of takeWaiting(draft, order.orderId)) apply(draft, waiting);
}

function undo<W extends Waiting>(draft: Draft<W>, event: Undoing): void {
  const order = orderOf(draft, event);
  const contradiction = contradictionOfUndoing(event, order, draft.persons);
  if (contradiction) return refuse(draft, event, contradiction);
  if (isEvent(returnCompleted, event)) accept(draft, event, withReturn(order, event));
  else accept(draft, event, { ...order, cancelled: true, returnedMinor: 0n, returnedQuantities: new Map() });
}

function withReturn(order: Order, { data }: EventOf<typeof returnCompleted>): Order {
  if (order.cancelled) return order;
  const returnedQuantities = new Map(order.returnedQuantities);
  for (const { lineId, quantity } of data.lines ?? [])
    returnedQuantities.set(lineId, (returnedQuantities.get(lineId) ?? 0) + quantity);
  return { ...order, returnedMinor: order.returnedMinor + BigInt(data.amountMinor), returnedQuantities };
}

/** Refuses it, and what waited for it: an order that only refused events tell of is nobody's. */
function refuseForgotten<W extends Waiting>(draft: Draft<W>, event: OrderEvent): void {
  const refusal = { reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL } as const;
  const { orderId, goods } = orderOf(draft, event);
  refuse(draft, event, refusal);
  if (!isEvent(purchaseCompleted, event) || goods) return;
  draft.orders.set(orderId, forgottenOrder(orderId));
  for (const waiting of takeWaiting(draft, orderId)) refuse(draft, waiting, refusal);
}

/** Takes what waits for an order from where it waits, in order of things: what came earlier, and what was parked here. */
function takeWaiting<W extends Waiting>(draft: Draft<W>, orderId: string): OrderEvent[] {
  const isWanted = ({ waitsFor }: Waiting): boolean => waitsFor === orderThing(orderId);
  const before = draft.waiting.filter(isWanted);
  const here = draft.parked.filter(isWanted);
  for (const each of before) draft.waiting.splice(draft.waiting.indexOf(each), 1);
  for (const each of here) draft.parked.splice(draft.parked.indexOf(each), 1);
  draft.released.push(...before);
  return [...before, ...here]
    .map(({ event }) => event)
    .filter(isAboutOrder)
    .sort(compareInOrderOfThings);
}

function orderOf<W extends Waiting>({ orders }: Draft<W>, { data: { orderId } }: OrderEvent): Order {
  return orders.get(orderId) ?? unknownOrder(orderId);
}

function namesForgotten<W extends Waiting>({ persons }: Draft<W>, customerId: string | undefined): boolean {
  return customerId !== undefined && persons.isForgotten(customerId);
}

function accept<W extends Waiting>(draft: Draft<W>, event: OrderEvent, order: Order): void {
  draft.accepted.push(event);
  draft.orders.set(order.orderId, order);
}

function refuse<W extends Waiting>(draft: Draft<W>, event: Envelope, contradiction: Contradiction): void {
  draft.refused.push({ event, ...contradiction });
}
