import {
  compareInOrderOfThings,
  purchaseCancelled,
  purchaseCompleted,
  type Envelope,
  type KnownOrder,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';
import fc from 'fast-check';

import { foldOrders } from './shop-order.js';

/** Orders 0 to 3 belong to customers 0 and 1 in turn; every order has up to two revisions and up to one cancellation. */
const fact = fc.record({
  order: fc.nat({ max: 3 }),
  kind: fc.constantFrom('revision-0', 'revision-1', 'cancelled', 'cancelled-by-customer'),
  minute: fc.nat({ max: 59 }),
});
type Fact = typeof fact extends fc.Arbitrary<infer F> ? F : never;
const customerOf = (order: number): string => `c-${order % 2}`;

function eventOf({ order, kind, minute }: Fact): Envelope {
  const orderId = `o-${order}`;
  const time = new Date(Date.UTC(2026, 0, 5, 10, minute)).toISOString();
  const customerId = customerOf(order);
  if (kind === 'cancelled') return anEvent(purchaseCancelled, { data: { orderId, customerId: undefined }, time });
  if (kind === 'cancelled-by-customer') return anEvent(purchaseCancelled, { data: { orderId, customerId }, time });
  return anEvent(purchaseCompleted, { data: { orderId, customerId, revision: Number(kind.at(-1)) }, time });
}

/** What counts per customer after handling the chunks one by one, and how often a purchase was handed on. */
function handled(chunks: readonly (readonly Envelope[])[]): { counts: Record<string, number>; causes: number } {
  const orders = new Map<string, KnownOrder>();
  const counts: Record<string, number> = { 'c-0': 0, 'c-1': 0 };
  let causes = 0;
  for (const chunk of chunks) {
    const changes = foldOrders(orders, chunk.toSorted(compareInOrderOfThings));
    for (const [customerId, events] of changes.purchases) {
      counts[customerId] = (counts[customerId] ?? 0) + events.length;
      causes += events.length;
    }
    for (const [customerId, n] of changes.cancelled) counts[customerId] = (counts[customerId] ?? 0) - n;
    for (const [orderId, order] of changes.orders) orders.set(orderId, order);
  }
  return { counts, causes };
}

describe('foldOrders', () => {
  it('counts what was bought and not cancelled, however the events are ordered and cut into chunks', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fact, {
          selector: ({ order, kind }) => `${order} ${kind.slice(0, 9)}${kind.at(-1)}`,
          maxLength: 12,
        }),
        fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
        (facts, cuts) => {
          const events = facts.map(eventOf);
          const edges = [0, ...cuts, events.length].toSorted((a, b) => a - b);
          const chunks = edges.slice(1).map((end, index) => events.slice(edges[index], end));

          const expected: Record<string, number> = { 'c-0': 0, 'c-1': 0 };
          let bought = 0;
          for (let order = 0; order <= 3; order += 1) {
            const told = facts.filter((one) => one.order === order).map(({ kind }) => kind);
            const isBought = told.some((kind) => kind.startsWith('revision'));
            const isCancelled = told.some((kind) => kind.startsWith('cancelled'));
            if (isBought) bought += 1;
            if (isBought && !isCancelled) expected[customerOf(order)] = (expected[customerOf(order)] ?? 0) + 1;
          }
          const { counts, causes } = handled(chunks);
          expect(counts).toEqual(expected);
          expect(causes).toBeLessThanOrEqual(bought);
        },
      ),
    );
  });
});
