import {
  purchaseCompleted,
  referralCreated,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';
import fc from 'fast-check';

const CUSTOMERS = ['ada', 'ben', 'cem', 'dot', 'eve'];

/** Days around a month's end, several facts at the same instant: ties and late facts are the rule. */
const when = fc
  .integer({ min: 0, max: 24 })
  .map((step) => new Date(Date.UTC(2027, 0, 20) + step * 43_200_000).toISOString());
const who = fc.constantFrom(...CUSTOMERS);
const money = fc.oneof(fc.constantFrom(0, 999, 1000, 1999, 2000, 1599, 3000), fc.integer({ min: 0, max: 30_000 }));

const purchase = fc.record({
  kind: fc.constant('purchase' as const),
  time: when,
  customerId: fc.option(who, { nil: undefined, freq: 12 }),
  currency: fc.constantFrom('USD', 'USD', 'EUR', 'GBP', 'JPY', 'CHF'),
  totalMinor: money,
  taxMinor: fc.option(fc.integer({ min: 0, max: 3000 }), { nil: undefined }),
  taxIncluded: fc.boolean(),
  pointsTenderMinor: fc.option(money, { nil: undefined, freq: 3 }),
  giftCardMinor: fc.option(money, { nil: undefined, freq: 3 }),
  amended: fc.option(fc.record({ time: when, totalMinor: money }), { nil: undefined, freq: 4 }),
});
const review = fc.record({
  kind: fc.constant('review' as const),
  time: when,
  customerId: fc.constantFrom('ada', 'ben'),
  sku: fc.integer({ min: 1, max: 9 }).map((sku) => `sku-${sku}`),
  rating: fc.integer({ min: 1, max: 5 }),
  verified: fc.constantFrom(true, true, true, false),
  takenBack: fc.option(when, { nil: undefined, freq: 2 }),
});
const referral = fc.record({ kind: fc.constant('referral' as const), time: when, referrerId: who, refereeId: who });

export const happenings = fc.array(
  fc.oneof({ weight: 4, arbitrary: purchase }, { weight: 4, arbitrary: review }, { weight: 4, arbitrary: referral }),
  { minLength: 1, maxLength: 22 },
);

export type Happening = typeof happenings extends fc.Arbitrary<(infer T)[]> ? T : never;

/** The events of what happened, each with its own id; some of them tell of the same order or review. */
export function eventsOf(happened: readonly Happening[]): Envelope[] {
  return happened.flatMap((thing, index): Envelope[] => {
    const id = `e${index}`;
    const source = index % 3 === 0 ? '/shop/b' : '/shop/a';
    if (thing.kind === 'purchase') {
      const { time, amended, giftCardMinor, kind: _kind, ...order } = thing;
      const lines =
        giftCardMinor === undefined
          ? undefined
          : [{ lineId: '1', sku: 'gift-card', quantity: 1, unitPriceMinor: giftCardMinor, giftCard: true }];
      const data = { ...order, orderId: `o${index}`, lines, shippingMinor: undefined, codes: undefined };
      const first = anEvent(purchaseCompleted, { id, source, time, data });
      if (!amended) return [first];
      return [
        first,
        anEvent(purchaseCompleted, {
          id: `${id}-amended`,
          source,
          time: amended.time,
          data: { ...data, revision: 1, totalMinor: amended.totalMinor },
        }),
      ];
    }
    if (thing.kind === 'review') {
      const { time, takenBack, kind: _kind, ...data } = thing;
      const reviewId = `r${index}`;
      const published = anEvent(reviewPublished, { id, source, time, data: { ...data, reviewId, orderId: undefined } });
      if (takenBack === undefined) return [published];
      return [
        published,
        anEvent(reviewUnpublished, {
          id: `${id}-back`,
          source,
          time: takenBack,
          data: { reviewId, customerId: data.customerId },
        }),
      ];
    }
    const { time, referrerId, refereeId } = thing;
    return [
      anEvent(referralCreated, {
        id,
        source,
        time,
        data: { referralId: `f${index}`, referrerId, refereeId, code: undefined },
      }),
    ];
  });
}

/** The events in some order, some of them twice, cut into chunks; and the set they are. */
export const arrivals = happenings.chain((happened) => {
  const events = eventsOf(happened);
  return fc
    .tuple(
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.shuffledSubarray(events),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2 * events.length, maxLength: 2 * events.length }),
    )
    .map(([order, repeated, sizes]) => {
      const all = [...order, ...repeated];
      const chunks: Envelope[][] = [];
      for (let start = 0, next = 0; start < all.length; start += sizes[next++] ?? 1)
        chunks.push(all.slice(start, start + (sizes[next] ?? 1)));
      return { events, chunks };
    });
});
