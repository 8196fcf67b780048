import {
  isEvent,
  purchaseCancelled,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';

export interface NamedOrder {
  readonly orderId: string;
  /** The customer the event names with it. */
  readonly customerId?: string | undefined;
}

export interface NamedReview {
  readonly reviewId: string;
  /** The customer the event names with it. */
  readonly customerId: string;
}

/** Everything the events of a chunk name: what has to be locked before anything can be decided. */
export interface NamedThings {
  readonly orders: readonly NamedOrder[];
  /** Customers the events are about: they become members if they are none yet. */
  readonly customers: ReadonlySet<string>;
  /** Customers that events of known orders and reviews mention; they stay who they are. */
  readonly mentioned: ReadonlySet<string>;
  /** Reviews published or taken back. */
  readonly reviews: readonly NamedReview[];
  /** Whether the graph of referrals will change. */
  readonly graph: boolean;
}

export function namedThings(events: readonly Envelope[]): NamedThings {
  const orders: NamedOrder[] = [];
  const customers = new Set<string>();
  const mentioned = new Set<string>();
  const reviews: NamedReview[] = [];
  let graph = false;
  for (const event of events) {
    if (isEvent(purchaseCompleted, event)) {
      orders.push(event.data);
      if (event.data.customerId !== undefined) customers.add(event.data.customerId);
    } else if (isEvent(purchaseCancelled, event) || isEvent(returnCompleted, event)) {
      orders.push(event.data);
      if (event.data.customerId !== undefined) mentioned.add(event.data.customerId);
    } else if (isEvent(reviewPublished, event)) {
      reviews.push(event.data);
      customers.add(event.data.customerId);
    } else if (isEvent(reviewUnpublished, event)) {
      reviews.push(event.data);
      mentioned.add(event.data.customerId);
    } else if (isEvent(referralCreated, event)) {
      customers.add(event.data.referrerId).add(event.data.refereeId);
      graph = true;
    }
  }
  return { orders, customers, mentioned, reviews, graph };
}
