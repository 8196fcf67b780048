import {
  customerErased,
  customerMerged,
  customerUpserted,
  engagementRecorded,
  isEvent,
  multiplierGranted,
  partnerAccrued,
  partnerReversed,
  pointsGranted,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  referralCreated,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';

import { accrualThing, orderThing, type Thing } from '../fact.js';

export interface NamedSale {
  readonly thing: Thing;
  /** The customer the event names with it. */
  readonly customerId?: string | undefined;
  /** What is told of it first, if nobody has named it before. */
  readonly told?: Sale | undefined;
}

export type Sale = EventOf<typeof purchaseCompleted> | EventOf<typeof partnerAccrued>;

export interface NamedReview {
  readonly reviewId: string;
  /** The customer the event names with it. */
  readonly customerId: string;
}

/** Everything the events of a chunk name: what has to be locked before anything can be decided. */
export interface NamedThings {
  readonly sales: readonly NamedSale[];
  /** Customers the events are about: they become members if they are none yet. */
  readonly customers: ReadonlySet<string>;
  /** Customers that events of known orders and reviews mention; they stay who they are. */
  readonly mentioned: ReadonlySet<string>;
  /** Reviews published or taken back. */
  readonly reviews: readonly NamedReview[];
  /** Customers to be forgotten; they are among `customers`. */
  readonly erased: ReadonlySet<string>;
  /** Whether the graph of referrals will change. */
  readonly graph: boolean;
  /** Whether it may matter which lots somebody has: to more than buying, which only adds one. */
  readonly lots: boolean;
  /** Up to when time passes with the events, in milliseconds since 1970. */
  readonly until: number;
}

/** The customers an event names. */
export function customersOf(event: Envelope): string[] {
  if (isEvent(referralCreated, event)) return [event.data.referrerId, event.data.refereeId];
  if (isEvent(customerMerged, event)) return [event.data.fromCustomerId, event.data.intoCustomerId];
  const { customerId } = event.data as { customerId?: string };
  return customerId === undefined ? [] : [customerId];
}

export function namedThings(events: readonly Envelope[]): NamedThings {
  const sales: NamedSale[] = [];
  const customers = new Set<string>();
  const mentioned = new Set<string>();
  const erased = new Set<string>();
  const reviews: NamedReview[] = [];
  let [graph, lots, until] = [false, false, -Infinity];
  for (const event of events) {
    lots ||= !isEvent(purchaseCompleted, event) && !isEvent(partnerAccrued, event) && !isEvent(customerUpserted, event);
    until = Math.max(until, event.at);
    const named = customersOf(event);
    if (isEvent(purchaseCompleted, event)) {
      const { orderId, customerId } = event.data;
      sales.push({ thing: orderThing(orderId), customerId, told: event });
      for (const each of named) customers.add(each);
    } else if (
      isEvent(purchaseCancelled, event) ||
      isEvent(purchaseDelivered, event) ||
      isEvent(returnCompleted, event)
    ) {
      sales.push({ thing: orderThing(event.data.orderId), customerId: event.data.customerId });
      for (const each of named) mentioned.add(each);
    } else if (isEvent(partnerAccrued, event)) {
      const { partnerId, externalId, customerId } = event.data;
      sales.push({ thing: accrualThing(partnerId, externalId), customerId, told: event });
      for (const each of named) customers.add(each);
    } else if (isEvent(partnerReversed, event)) {
      sales.push({ ...event.data, thing: accrualThing(event.data.partnerId, event.data.externalId) });
      for (const each of named) mentioned.add(each);
    } else if (isEvent(reviewPublished, event)) {
      reviews.push(event.data);
      for (const each of named) customers.add(each);
    } else if (isEvent(reviewUnpublished, event)) {
      reviews.push(event.data);
      for (const each of named) mentioned.add(each);
    } else if (isEvent(customerErased, event)) {
      // Unknown ones too get an account, for the transaction: so nobody else opens one meanwhile.
      for (const each of named) customers.add(each);
      for (const each of named) erased.add(each);
    } else if (
      isEvent(referralCreated, event) ||
      isEvent(engagementRecorded, event) ||
      isEvent(pointsGranted, event) ||
      isEvent(multiplierGranted, event) ||
      isEvent(customerMerged, event) ||
      isEvent(customerUpserted, event)
    ) {
      for (const each of named) customers.add(each);
      graph ||= isEvent(referralCreated, event);
    }
  }
  return { sales, customers, mentioned, reviews, erased, graph, lots, until };
}
