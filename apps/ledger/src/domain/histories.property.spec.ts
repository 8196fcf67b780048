import { fileURLToPath } from 'node:url';

import {
  compareInOrderOfThings,
  purchaseCompleted,
  referralCreated,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';
import { loadProgramme } from '@perennial/programme';
import { anEvent } from '@perennial/testing';
import fc from 'fast-check';

import { expectedOf } from './history-oracle.fixture.js';
import { InMemoryLedger } from './in-memory-ledger.fixture.js';

const jeweller = loadProgramme(fileURLToPath(new URL('../../../../programmes/jeweller.yaml', import.meta.url)));
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

type Happening =
  | (typeof purchase extends fc.Arbitrary<infer T> ? T : never)
  | (typeof review extends fc.Arbitrary<infer T> ? T : never)
  | (typeof referral extends fc.Arbitrary<infer T> ? T : never);

const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: purchase }, { weight: 4, arbitrary: review }, { weight: 4, arbitrary: referral }),
  { minLength: 1, maxLength: 22 },
);

/** The events of what happened, each with its own id; some of them tell of the same order or review. */
function eventsOf(happened: readonly Happening[]): Envelope[] {
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

/** The events in some order, some of them twice, cut into chunks. */
const arrivals = happenings.chain((happened) => {
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

function ledgerAfter(chunks: readonly (readonly Envelope[])[]): InMemoryLedger {
  const ledger = new InMemoryLedger(jeweller);
  for (const chunk of chunks) ledger.handle(...chunk);
  return ledger;
}

/** What the ledger made of it, in the oracle's words. */
function outcomeOf(ledger: InMemoryLedger): ReturnType<typeof expectedOf> {
  const members = [...ledger.members.values()];
  const positive = (entries: [string, number][]) => Object.fromEntries(entries.filter(([, points]) => points !== 0));
  return {
    earned: positive(members.map(({ customerId, state }) => [customerId, Number(state.earned)])),
    clawedBack: positive(members.map(({ customerId, state }) => [customerId, Number(state.clawedBack)])),
    awards: Object.fromEntries(
      members.flatMap(({ customerId }) =>
        Object.entries(ledger.awards(customerId)).map(([award, points]) => [`${customerId} ${award}`, Number(points)]),
      ),
    ),
    verdicts: Object.fromEntries([...ledger.referrals.values()].map(({ id, verdict }) => [id, verdict])),
  };
}

describe('whatever the order, the repetition and the slicing of events', () => {
  it('balances, awards and verdicts are those of the second, naive implementation of the rules', () => {
    fc.assert(
      fc.property(arrivals, ({ events, chunks }) => {
        expect(outcomeOf(ledgerAfter(chunks))).toEqual(expectedOf(events));
      }),
      { numRuns: 1500 },
    );
  });

  it('what was posted sums to what is there, message by message and transfer by transfer, numbered 1, 2, 3 …', () => {
    fc.assert(
      fc.property(arrivals, ({ chunks }) => {
        const ledger = ledgerAfter(chunks);
        for (const { account, customerId, available, state } of ledger.members.values()) {
          const own = ledger.transfers.filter((transfer) => transfer.account === account);
          expect(own.map(({ number }) => number)).toEqual(own.map((_, index) => BigInt(index + 1)));
          expect(new Set(own.map(({ transferId }) => transferId)).size).toBe(own.length);
          expect(own.reduce((sum, { credit, points }) => sum + (credit === 'wallet' ? points : -points), 0n)).toBe(
            available,
          );
          expect(available).toBe(state.earned - state.clawedBack);
          const messages = ledger.messages.filter(({ subject }) => subject === customerId);
          for (const type of ['loyalty.reward.issued.v1', 'loyalty.points.clawed-back.v1']) {
            const numbers = messages.filter((message) => message.type === type).map(({ data }) => data.memberSequence);
            expect(numbers).toEqual(numbers.map((_, index) => index + 1));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('no stars change anything: not one transfer, not one message', () => {
    const strip = (ledger: InMemoryLedger) => [ledger.transfers, ledger.messages];
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 5 }), ({ chunks }, rating) => {
        const restarred = chunks.map((chunk) =>
          chunk.map((event) =>
            event.type === reviewPublished.type ? { ...event, data: { ...(event.data as object), rating } } : event,
          ),
        );
        expect(strip(ledgerAfter(restarred))).toEqual(strip(ledgerAfter(chunks)));
      }),
      { numRuns: 300 },
    );
  });

  it('needs nothing but the stored states when events come in order of things', () => {
    fc.assert(
      fc.property(happenings, (happened) => {
        const events = eventsOf(happened).filter(
          ({ id, type }) => !id.endsWith('-amended') && type !== referralCreated.type,
        );
        const ledger = ledgerAfter(events.sort(compareInOrderOfThings).map((event) => [event]));
        expect(ledger.retries).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
