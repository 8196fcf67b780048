import { isEvent, purchaseCancelled, purchaseCompleted, type DataOf, type Envelope } from '@perennial/contracts';

/** Orders that count and what was paid for them, by currency. */
export type Totals = Readonly<Record<string, { readonly orders: number; readonly revenueMinor: number }>>;

type Purchase = DataOf<typeof purchaseCompleted>;

/** What was bought by customers who are known, by all purchases and cancellations that were accepted. */
export function totalsOf(accepted: Iterable<Envelope>): Totals {
  const newest = new Map<string, Purchase>();
  const cancelled = new Map<string, (string | undefined)[]>();
  for (const event of accepted) {
    if (isEvent(purchaseCancelled, event)) {
      const { orderId, customerId } = event.data;
      cancelled.set(orderId, [...(cancelled.get(orderId) ?? []), customerId]);
    }
    if (!isEvent(purchaseCompleted, event)) continue;
    const known = newest.get(event.data.orderId);
    if (!known || known.revision < event.data.revision) newest.set(event.data.orderId, event.data);
  }
  const totals: Record<string, { orders: number; revenueMinor: number }> = {};
  for (const { orderId, customerId, currency, totalMinor } of newest.values()) {
    const by = cancelled.get(orderId) ?? [];
    // One that names somebody else than the buyer cancels nothing.
    if (customerId === undefined || by.some((who) => who === undefined || who === customerId)) continue;
    const sum = (totals[currency] ??= { orders: 0, revenueMinor: 0 });
    sum.orders += 1;
    sum.revenueMinor += totalMinor;
  }
  return totals;
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
