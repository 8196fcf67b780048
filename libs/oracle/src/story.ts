import {
  customerMerged,
  isEvent,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  returnCompleted,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';

import type { Notice } from './branches.js';
import type { Decision, History, RateChange } from './history.js';
import { comparePlaces, placeOfUndoing, upTo, type Cut, type Place } from './places.js';
import type { OracleProgramme } from './programmes.js';

export type Purchase = EventOf<typeof purchaseCompleted>;
export type Return = EventOf<typeof returnCompleted>;

/** An order as it stands: its highest revision, at the place of its earliest one. */
export interface Order {
  readonly orderId: string;
  readonly place: Place;
  readonly customerId: string | undefined;
  readonly data: Purchase['data'];
  /** In the order in which they act. */
  readonly returns: readonly { readonly place: Place; readonly data: Return['data'] }[];
  /** Where its deliveries act. */
  readonly deliveries: readonly Place[];
  /** Where the cancellation acts, if it was cancelled. Such an order never counted. */
  readonly cancelled: Place | undefined;
}

/** All that happened up to the instant in question, sorted out. */
export interface Story {
  readonly programme: OracleProgramme;
  readonly asOf: number;
  /** In order of things. */
  readonly events: readonly Envelope[];
  readonly decisions: readonly Decision[];
  /** By place. Cancelled ones are not among them. */
  readonly orders: readonly Order[];
  readonly cancelledOrders: readonly Order[];
  readonly merges: readonly Merge[];
  readonly rateChanges: readonly RateChange[];
  readonly notice: Notice;
}

/** Who was merged into whom; both as they were called by then. */
export interface Merge {
  readonly place: Place;
  readonly from: string;
  readonly into: string;
}

export function storyOf(programme: OracleProgramme, history: History, asOf: number, notice: Notice): Story {
  const events = history.events.filter(({ at }) => at <= asOf).sort(comparePlaces);
  const orders = ordersOf(events, mergesOf(history.events.toSorted(comparePlaces)), notice);
  return {
    programme,
    asOf,
    events,
    decisions: history.decisions,
    orders: orders.filter(({ cancelled }) => !cancelled),
    cancelledOrders: orders.filter(({ cancelled }) => cancelled),
    merges: mergesOf(events),
    rateChanges: history.rateChanges ?? [],
    notice,
  };
}

/** Minor units for one base point of what happened at `at`, by the version in force then; undefined where it earns nothing. */
export function rateAt(
  { programme, rateChanges }: Story,
  { currency, partnerId }: { readonly currency: string; readonly partnerId?: string | undefined },
  at: number,
): number | undefined {
  const rate = programme.rateOf(currency, partnerId);
  const change = rateChanges.findLast(({ from }) => from <= at);
  return rate === undefined || !change ? rate : (rate * change.percent) / 100;
}

/** @param merges all there are, whenever: by them somebody may be named under another name */
function ordersOf(events: readonly Envelope[], merges: readonly Merge[], notice: Notice): Order[] {
  const purchases = events.filter((event) => isEvent(purchaseCompleted, event));
  const orders = [...new Set(purchases.map(({ data }) => data.orderId))].map((orderId) => {
    const revisions = purchases.filter(({ data }) => data.orderId === orderId);
    const place = revisions[0]!;
    const { data } = revisions.toSorted((a, b) => b.data.revision - a.data.revision)[0]!;
    if (revisions.length > 1) notice('order amended');
    if (data.customerId !== place.data.customerId) notice('order amended under another name');
    const deliveries = deliveriesOf(place, orderId, events, notice);
    if (deliveries.length > 0 && revisions.length > 1) notice('delivered and amended');
    const returns = returnsOf(place, data, events, notice);
    return { orderId, place, customerId: place.data.customerId, data, returns, deliveries };
  });
  return orders
    .map((order) => ({ ...order, cancelled: cancellationOf(order, events, merges) }))
    .sort((a, b) => comparePlaces(a.place, b.place));
}

function returnsOf(
  place: Place,
  order: Purchase['data'],
  events: readonly Envelope[],
  notice: Notice,
): Order['returns'] {
  return events
    .filter((event) => isEvent(returnCompleted, event))
    .filter(({ data }) => data.orderId === order.orderId)
    .map((event) => {
      const acts = placeOfUndoing(place, event);
      if (acts.directlyAfter) notice('return dated before its purchase');
      return { place: acts, data: event.data };
    })
    .sort((a, b) => comparePlaces(a.place, b.place));
}

function deliveriesOf(place: Place, orderId: string, events: readonly Envelope[], notice: Notice): Place[] {
  return events
    .filter((event) => isEvent(purchaseDelivered, event))
    .filter(({ data }) => data.orderId === orderId)
    .map((event) => {
      const acts = placeOfUndoing(place, event);
      if (acts.directlyAfter) notice('delivered before its purchase');
      return acts;
    });
}

function cancellationOf(
  order: Omit<Order, 'cancelled'>,
  events: readonly Envelope[],
  merges: readonly Merge[],
): Place | undefined {
  const inTheEnd = (customerId = '') => personIn(merges, customerId, () => true);
  const fits = (customerId: string | undefined) =>
    customerId === undefined || inTheEnd(customerId) === inTheEnd(order.customerId);
  const cancellation = events
    .filter((event) => isEvent(purchaseCancelled, event))
    .find(({ data }) => data.orderId === order.orderId && fits(data.customerId));
  return cancellation && placeOfUndoing(order.place, cancellation);
}

/** @param events in order of things */
export function mergesOf(events: readonly Envelope[]): Merge[] {
  const merges: Merge[] = [];
  for (const event of events) {
    if (!isEvent(customerMerged, event)) continue;
    const from = personIn(merges, event.data.fromCustomerId, upTo(event));
    const into = personIn(merges, event.data.intoCustomerId, upTo(event));
    // Somebody cannot be merged into who has become the same person: that would be a circle.
    if (from !== into) merges.push({ place: event, from, into });
  }
  return merges;
}

/** Who a customer has become by these merges, as far as they have happened. */
export function personIn(merges: readonly Merge[], customerId: string, happened: Cut): string {
  return merges
    .filter(({ place }) => happened(place))
    .reduce((person, { from, into }) => (person === from ? into : person), customerId);
}

/** Who `customerId` has become by the merges that have happened. */
export function personAfter({ merges }: Story, customerId: string, happened: Cut): string {
  return personIn(merges, customerId, happened);
}

/** Whose account a fact of `customerId` at `place` concerns. A merge takes itself into account. */
export function personAt(story: Story, customerId: string, place: Place): string {
  return personAfter(story, customerId, upTo(place));
}
