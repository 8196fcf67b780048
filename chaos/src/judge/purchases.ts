import {
  compareInOrderOfThings,
  isEvent,
  purchaseCancelled,
  purchaseCompleted,
  returnCompleted,
  type DataOf,
  type Envelope,
} from '@perennial/contracts';
import { mergesOf, personIn } from '@perennial/oracle';

/** Orders that count and what was paid for them, by currency. */
export type Totals = Readonly<Record<string, { readonly orders: number; readonly revenueMinor: number }>>;

type Purchase = DataOf<typeof purchaseCompleted>;
type Return = DataOf<typeof returnCompleted>;

/** An order that counts. */
export interface KeptOrder {
  /** Who the customer is in the end. */
  readonly person: string;
  readonly currency: string;
  /** Of the earliest of its revisions, in milliseconds since 1970. */
  readonly placedAt: number;
  /** Net of returns. */
  readonly leftMinor: number;
}

/**
 * What was bought and kept by customers who are known, by all purchases, cancellations, returns and merges that were accepted.
 *
 * @param isForgotten whether the metrics service has forgotten a customer: what was theirs counts nowhere
 */
export function keptOrders(
  accepted: Iterable<Envelope>,
  isForgotten: (customerId: string) => boolean = () => false,
): KeptOrder[] {
  const events = [...accepted].sort(compareInOrderOfThings);
  const merges = mergesOf(events);
  const newest = new Map<string, Purchase>();
  const placed = new Map<string, number>();
  const cancelled = new Set<string>();
  const returns = new Map<string, Return[]>();
  for (const event of events) {
    if (isEvent(purchaseCancelled, event)) cancelled.add(event.data.orderId);
    if (isEvent(returnCompleted, event))
      returns.set(event.data.orderId, [...(returns.get(event.data.orderId) ?? []), event.data]);
    if (!isEvent(purchaseCompleted, event)) continue;
    const known = newest.get(event.data.orderId);
    if (!known || known.revision < event.data.revision) newest.set(event.data.orderId, event.data);
    if (!known) placed.set(event.data.orderId, event.at);
  }
  return [...newest.values()].flatMap((order) => {
    const { orderId, customerId, currency } = order;
    if (customerId === undefined || cancelled.has(orderId)) return [];
    const person = personIn(merges, customerId, () => true);
    const leftMinor = leftOf(order, returns.get(orderId) ?? []);
    if (isForgotten(person) || leftMinor === undefined) return [];
    return [{ person, currency, placedAt: placed.get(orderId) ?? NaN, leftMinor }];
  });
}

export function totalsOf(orders: readonly KeptOrder[]): Totals {
  const totals: Record<string, { orders: number; revenueMinor: number }> = {};
  for (const { currency, leftMinor } of orders) {
    const sum = (totals[currency] ??= { orders: 0, revenueMinor: 0 });
    sum.orders += 1;
    sum.revenueMinor += leftMinor;
  }
  return totals;
}

/** Minor units that the customer has not got back; undefined when the order came back as a whole. */
function leftOf({ totalMinor, lines }: Purchase, returns: readonly Return[]): number | undefined {
  const back = returns.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  if (totalMinor > 0 && back >= totalMinor) return undefined;
  const pieces = (lineId: string) =>
    returns
      .flatMap((one) => one.lines ?? [])
      .reduce((sum, line) => sum + (line.lineId === lineId ? line.quantity : 0), 0);
  if (lines?.every(({ lineId, quantity }) => pieces(lineId) >= quantity)) return undefined;
  return Math.max(0, totalMinor - back);
}

/** In words, where the metrics service says something else. */
export function differenceOf(expected: Totals, said: Totals): string[] {
  const currencies = new Set([...Object.keys(expected), ...Object.keys(said)]);
  return [...currencies].flatMap((currency) => {
    const [one, other] = [expected[currency], said[currency]].map((each) => each ?? { orders: 0, revenueMinor: 0 });
    if (one?.orders === other?.orders && one?.revenueMinor === other?.revenueMinor) return [];
    return [`metrics says ${JSON.stringify(other)} of ${currency}, and it is ${JSON.stringify(one)}`];
  });
}
