import {
  businessKeyOf,
  compareInOrderOfThings,
  customerErased,
  customerMerged,
  identityOf,
  isEvent,
  type Envelope,
} from '@perennial/contracts';
import { mergesOf, personIn } from '@perennial/oracle';

import { foldOrders, type OrderChanges } from './fold-orders.js';
import type { Order } from './order.js';

interface Waiting {
  readonly waitsFor: string;
  readonly event: Envelope;
}

/** Orders without a database: events come in chunks, are deduplicated as the inbox does, wait, and are released. */
export class OrdersTrial {
  readonly orders = new Map<string, Order>();
  /** Reasons by `source id`, of the events that hold neither identity nor business key. */
  readonly refused = new Map<string, string>();
  waiting: Waiting[] = [];
  readonly accepted: Envelope[] = [];
  readonly changes: OrderChanges[] = [];
  private readonly held = new Set<string>();
  private readonly merges: Envelope[] = [];
  private readonly forgotten = new Set<string>();

  arrive(chunk: readonly Envelope[]): void {
    let run: Envelope[] = [];
    for (const event of chunk) {
      // A chunk ends before an event that repeats an identity or business key of it.
      if (run.some((other) => keysOf(other).some((key) => keysOf(event).includes(key)))) {
        this.handle(run);
        run = [];
      }
      run.push(event);
    }
    this.handle(run);
  }

  private handle(events: readonly Envelope[]): void {
    const fresh = events
      .filter((event) => !keysOf(event).some((key) => this.held.has(key)))
      .sort(compareInOrderOfThings);
    for (const key of fresh.flatMap(keysOf)) this.held.add(key);
    const changes = this.fold(fresh);
    for (const [orderId, order] of changes.orders) this.orders.set(orderId, order);
    for (const { event, reason } of changes.refused) this.refuse(event, reason);
    const gone = new Set([...changes.released, ...changes.refused].map(({ event }) => event));
    this.waiting = [...this.waiting.filter(({ event }) => !gone.has(event)), ...changes.parked];
    this.accepted.push(...changes.accepted);
    this.changes.push(changes);
  }

  private fold(events: readonly Envelope[]): OrderChanges {
    for (const event of events) {
      if (isEvent(customerMerged, event)) this.merges.push(event);
      if (isEvent(customerErased, event)) this.forget(event.data.customerId);
    }
    const persons = {
      personOf: (customerId: string) => this.personOf(customerId),
      isForgotten: (customerId: string) => this.forgotten.has(customerId),
    };
    return foldOrders({ orders: this.orders, waiting: this.waiting, persons }, events);
  }

  /** Who a customer is by the merges that are known, whatever their time. */
  personOf(customerId: string): string {
    return personIn(mergesOf(this.merges.toSorted(compareInOrderOfThings)), customerId, () => true);
  }

  private forget(customerId: string): void {
    this.forgotten.add(customerId);
    for (const order of this.orders.values()) {
      if (order.goods?.customerId !== customerId) continue;
      const { goods: _, ...left } = order;
      this.orders.set(order.orderId, { ...left, forgotten: true });
    }
  }

  private refuse(event: Envelope, reason: string): void {
    this.refused.set(`${event.source} ${event.id}`, reason);
    for (const key of keysOf(event)) this.held.delete(key);
  }
}

function keysOf(event: Envelope): string[] {
  return [identityOf(event), businessKeyOf(event) ?? []].flat();
}
