import {
  customerErased,
  customerMerged,
  purchaseCancelled,
  purchaseCompleted,
  returnCompleted,
  type Envelope,
} from '@perennial/contracts';
import { anEvent, type Random } from '@perennial/testing';

const CUSTOMERS = 360;
/** Nobody buys before; the last purchase is `DAYS` later at most. */
const FIRST = Date.UTC(2026, 0, 1);
const DAYS = 260;
const DAY_MS = 86_400_000;
/** In two of them enough customers come back for a model. */
const CURRENCIES = [...Array<string>(12).fill('USD'), ...Array<string>(8).fill('EUR'), 'GBP'];

/** What happened in a shop, each fact once. */
export interface RandomShop {
  /** Purchases, amendments, cancellations, returns, merges and erasures. */
  readonly events: readonly Envelope[];
  /** Purchases and returns after all of them, each of which changes what somebody has bought. */
  readonly later: readonly Envelope[];
}

/** Somebody's order, and what becomes of it. No return exceeds what any revision of its order was worth. */
export function randomShop(random: Random): RandomShop {
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => `c-${String(n).padStart(3, '0')}`);
  const shuffled = random.shuffled(customers);
  const [forgotten, merged, others] = [shuffled.slice(0, 4), shuffled.slice(4, 24), shuffled.slice(24)];
  const time = (from = 0) => new Date(FIRST + (from + random.next() * (DAYS - from)) * DAY_MS).toISOString();
  let made = 0;
  const nameOf = (thing: string) => `${thing}-${(made += 1)}`;

  const buys = (customerId: string | undefined, from = 0) => {
    const quantity = random.between(1, 3);
    const totalMinor = random.chance(0.05) ? 0 : random.between(100, 9_000);
    const data = {
      ...{ orderId: nameOf('o'), customerId, currency: random.pick(CURRENCIES), totalMinor },
      lines: [{ lineId: '1', sku: 'ring', quantity, unitPriceMinor: 100 }],
    };
    return anEvent(purchaseCompleted, { data, time: time(from), id: nameOf('event') });
  };
  const sendsBack = ({ orderId, currency }: ReturnType<typeof buys>['data'], amountMinor: number, pieces: number) =>
    anEvent(returnCompleted, {
      data: {
        ...{ returnId: nameOf('r'), orderId, customerId: undefined, currency, amountMinor },
        lines: pieces === 0 ? undefined : [{ lineId: '1', quantity: pieces, amountMinor }],
      },
      ...{ time: time(), id: nameOf('event') },
    });
  /** An order with what followed. */
  const story = (customerId: string | undefined): Envelope[] => {
    const order = buys(customerId);
    const { orderId, totalMinor, lines: [line] = [] } = order.data;
    const [more, fate] = [random.between(totalMinor, 9_500), random.next()];
    const amended = anEvent(purchaseCompleted, {
      data: { ...order.data, customerId, revision: 1, totalMinor: more },
      ...{ time: time(), id: nameOf('event') },
    });
    const told = random.chance(0.15) ? [order, amended] : [order];
    const cancelled = () => anEvent(purchaseCancelled, { data: { orderId, customerId: undefined }, time: time() });
    if (fate < 0.05) return [...told, cancelled()];
    const half = Math.floor(totalMinor / 2);
    if (fate < 0.15) return [...told, sendsBack(order.data, half, 0)];
    if (fate < 0.2) return [...told, sendsBack(order.data, half, 0), sendsBack(order.data, totalMinor - half, 0)];
    if (fate < 0.25) return [...told, sendsBack(order.data, half, line?.quantity ?? 1)];
    return told;
  };
  const several = <T>(list: readonly T[], make: (each: T) => Envelope[]) =>
    list.flatMap((each) => Array.from({ length: random.pick([1, 2, 3, 4, 5, 6, 8]) }, () => make(each)).flat());

  const merges = merged.slice(0, 10).map((from, n) => {
    const data = { fromCustomerId: from, intoCustomerId: merged[n + 10] ?? '' };
    return anEvent(customerMerged, { data, time: time(), id: nameOf('event') });
  });
  const erasures = forgotten.map((customerId) =>
    anEvent(customerErased, { data: { customerId }, time: time(), id: nameOf('event') }),
  );
  return {
    events: [
      ...several([...merged, ...others], story),
      ...forgotten.map((customerId) => buys(customerId)),
      ...Array.from({ length: 10 }, () => story(undefined)).flat(),
      ...merges,
      ...erasures,
    ],
    later: random
      .shuffled([...merged, ...others])
      .slice(0, 60)
      .flatMap((customerId) => {
        const order = buys(customerId, DAYS - 1);
        const back = Math.floor(order.data.totalMinor / 3);
        return random.chance(0.4) && back > 0 ? [order, sendsBack(order.data, back, 0)] : [order];
      }),
  };
}
