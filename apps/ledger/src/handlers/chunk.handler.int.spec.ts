import {
  purchaseCancelled,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
} from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import { anEvent } from '@perennial/testing';

import { LedgerRig } from '../ledger-rig.fixture.js';
import { summariseLedger } from '../store/queries/summarise-ledger.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';

let rig: LedgerRig;
beforeAll(async () => {
  rig = await LedgerRig.start();
});
afterAll(() => rig?.stop());
afterEach(async () => {
  expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
});

let lastPerson = 0;
/** A customer no other test knows. */
const someone = (name = 'c') => `${name}-${(lastPerson += 1)}`;

const bought = (customerId: string | undefined, totalMinor: number, time: string, more: object = {}) =>
  anEvent(purchaseCompleted, { time, data: { customerId, totalMinor, lines: undefined, currency: 'USD', ...more } });
const reviewed = (customerId: string, sku: string, time: string, more: object = {}) =>
  anEvent(reviewPublished, { time, data: { customerId, sku, ...more } });
const referred = (referrerId: string, refereeId: string, time: string) =>
  anEvent(referralCreated, { time, data: { referrerId, refereeId } });

const JANUARY = '2027-01-05T10:00:00.000Z';
const FEBRUARY = '2027-02-05T10:00:00.000Z';
const MARCH = '2027-03-05T10:00:00.000Z';

describe('a chunk of events', () => {
  it('gives 10 points for 104.50 USD: one transfer, one lot, one message caused by the purchase', async () => {
    const ada = someone();
    const purchase = bought(ada, 10450, JANUARY);
    const { messages, rejected } = await rig.handle([purchase]);
    expect(rejected).toEqual([]);
    expect(messages).toEqual([
      {
        type: 'loyalty.reward.issued.v1',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        time: JANUARY,
        subject: ada,
        causationid: purchase.id,
        causationsource: purchase.source,
        data: {
          rewardId: messages[0]?.id,
          customerId: ada,
          kind: 'points',
          points: 10,
          availableAt: JANUARY,
          reason: { rule: 'purchase', programmeVersion: 1, text: 'Points for your purchase' },
          memberSequence: 1,
        },
      },
    ]);
    expect(await rig.wallet(ada)).toMatchObject({
      available: 10n,
      earned: 10n,
      clawedBack: 0n,
      lots: [{ points: 10n, availableAt: new Date(JANUARY) }],
    });
  });

  it('gives nothing and says nothing at 9.99 USD, for a guest, and in a currency without a rate', async () => {
    const ada = someone();
    const { messages } = await rig.handle([
      bought(ada, 999, JANUARY),
      bought(undefined, 99_900, JANUARY),
      bought(ada, 99_900, JANUARY, { currency: 'CHF' }),
    ]);
    expect(messages).toEqual([]);
    expect(await rig.wallet(ada)).toMatchObject({ available: 0n, lots: [] });
  });

  it('counts a fact that lies ahead only from its own instant on', async () => {
    const ada = someone();
    await rig.handle([bought(ada, 1000, JANUARY), bought(ada, 2000, MARCH)]);
    expect(await rig.wallet(ada, FEBRUARY)).toMatchObject({ available: 1n, earned: 1n, lots: [{ points: 1n }] });
    expect(await rig.wallet(ada, MARCH)).toMatchObject({ available: 3n, earned: 3n });
  });

  it('pays a late review in its place and takes back what the month can no longer pay', async () => {
    const ada = someone();
    const days = [10, 11, 12, 13, 14].map((day) => reviewed(ada, `sku-${day}`, `2027-01-${day}T08:00:00Z`));
    await rig.handle(days);
    const late = reviewed(ada, 'sku-late', '2027-01-02T08:00:00Z');
    const { messages } = await rig.handle([late]);
    expect(messages.map(({ type, causationid, data }) => ({ type, causationid, ...data }))).toMatchObject([
      { type: 'loyalty.reward.issued.v1', causationid: late.id, points: 5, memberSequence: 6 },
      {
        type: 'loyalty.points.clawed-back.v1',
        causationid: late.id,
        points: 5,
        memberSequence: 1,
        balance: { available: 25, pending: 0, reserved: 0, debt: 0 },
      },
    ]);
    expect(await rig.wallet(ada)).toMatchObject({ available: 25n, earned: 25n, clawedBack: 0n });
  });

  it('takes a review back once, wherever its taking back arrives, and never pays it again', async () => {
    const [ada, ben] = [someone(), someone()];
    const review = reviewed(ada, 'ring', JANUARY, { reviewId: `r-${ada}` });
    const back = anEvent(reviewUnpublished, { time: FEBRUARY, data: { customerId: ada, reviewId: `r-${ada}` } });
    await rig.handle([review]);
    const { messages } = await rig.handle([back]);
    expect(messages).toMatchObject([{ type: 'loyalty.points.clawed-back.v1', time: FEBRUARY, data: { points: 5 } }]);
    expect(await rig.wallet(ada)).toMatchObject({ available: 0n, earned: 5n, clawedBack: 5n });

    const early = anEvent(reviewUnpublished, { time: JANUARY, data: { customerId: ben, reviewId: `r-${ben}` } });
    await rig.handle([early]);
    expect(await rig.wallet(ben)).toBeUndefined();
    const parked = () => rig.db.query('select id, booked_at from parked where waits_for = $1', [`review:r-${ben}`]);
    expect(await parked()).toEqual([{ id: early.id, booked_at: new Date('2027-06-01T00:00:00Z') }]);
    const after = await rig.handle([reviewed(ben, 'ring', FEBRUARY, { reviewId: `r-${ben}` })]);
    expect(after.messages).toEqual([]);
    expect(await rig.wallet(ben)).toMatchObject({ available: 0n, earned: 5n, clawedBack: 5n });
    expect(await parked()).toEqual([]);
  });

  it('parks a review taken back that nobody knows: no member, no account, and no way to another customer', async () => {
    const [ada, stranger] = [someone(), someone('stranger')];
    const { members } = await summariseLedger(rig.db);
    const back = (customerId: string) =>
      anEvent(reviewUnpublished, { time: JANUARY, data: { customerId, reviewId: `r-${ada}` } });
    expect(await rig.handle([back(stranger)])).toEqual({ messages: [], rejected: [] });
    expect((await summariseLedger(rig.db)).members).toBe(members);

    const { messages } = await rig.handle([reviewed(ada, 'ring', FEBRUARY, { reviewId: `r-${ada}` })]);
    expect(messages).toMatchObject([{ subject: ada, data: { points: 5 } }]);
    expect((await rig.handle([back(stranger)])).rejected).toMatchObject([{ reason: 'CUSTOMER_MISMATCH' }]);
    expect(await rig.wallet(stranger)).toBeUndefined();
    expect((await summariseLedger(rig.db)).members).toBe(members + 1n);
    expect(await rig.db.query('select waits_for from parked where waits_for = $1', [`review:r-${ada}`])).toHaveLength(
      1,
    );
  });

  it('lets a review and its taking back not miss each other in two processes', async () => {
    const retries = rig.retries;
    for (let round = 0; round < 20; round += 1) {
      const people = Array.from({ length: 3 }, () => someone('race'));
      const reviews = people.map((who) => reviewed(who, 'ring', JANUARY, { reviewId: `r-${who}` }));
      const backs = people.map((who) =>
        anEvent(reviewUnpublished, { time: FEBRUARY, data: { customerId: who, reviewId: `r-${who}` } }),
      );
      await Promise.all([rig.handle(reviews), rig.handle(backs.toReversed(), rig.other)]);
      for (const who of people)
        expect(await rig.wallet(who)).toMatchObject({ available: 0n, earned: 5n, clawedBack: 5n });
      expect(
        await rig.db.query('select * from parked where waits_for = any($1)', [people.map((who) => `review:r-${who}`)]),
      ).toEqual([]);
    }
    expect(rig.retries).toBe(retries);
  });

  it('pays 50 and 20 at the first purchase of 20.00 USD, whichever of referral and purchase arrives first', async () => {
    const [ada, ben, cem] = [someone(), someone(), someone()];
    await rig.handle([referred(ada, ben, JANUARY)]);
    const purchase = bought(ben, 2000, FEBRUARY);
    const { messages } = await rig.handle([bought(ben, 1999, FEBRUARY), purchase]);
    expect(
      messages.filter(({ data }) => 'reason' in data).map(({ subject, data }) => [subject, Object(data).points]),
    ).toEqual(
      expect.arrayContaining([
        [ada, 50],
        [ben, 20],
      ]),
    );
    expect(await rig.wallet(ada)).toMatchObject({ available: 50n, lots: [{ availableAt: new Date(FEBRUARY) }] });

    await rig.handle([bought(cem, 2000, FEBRUARY)]);
    await rig.handle([referred(ada, cem, JANUARY)]);
    expect(await rig.wallet(ada)).toMatchObject({ available: 100n });
    expect(await rig.wallet(cem)).toMatchObject({ available: 22n });
  });

  it('refuses with a reason: oneself, who had bought, who was brought before, and a circle', async () => {
    const [ada, ben, cem] = [someone(), someone(), someone()];
    await rig.handle([bought(cem, 100, JANUARY)]);
    await rig.handle([
      referred(ada, ada, '2027-02-01T00:00:00Z'),
      referred(ada, ben, '2027-02-02T00:00:00Z'),
      referred(cem, ben, '2027-02-03T00:00:00Z'),
      referred(ben, ada, '2027-02-04T00:00:00Z'),
      referred(ada, cem, '2027-02-05T00:00:00Z'),
    ]);
    const rows = await rig.db.query<{ verdict: string }>(
      `select verdict from referral join member on member.account = referrer where customer_id = any($1) order by at`,
      [[ada, ben, cem]],
    );
    expect(rows.map(({ verdict }) => verdict)).toEqual([
      'self-referral',
      'accepted',
      'already-referred',
      'referral-cycle',
      'existing-customer',
    ]);
  });

  it('keeps returns, cancellations and amendments as facts that change no points; of unknown orders as parked', async () => {
    const ada = someone();
    const orderId = `o-${ada}`;
    await rig.handle([bought(ada, 10_000, JANUARY, { orderId })]);
    const later = [
      bought(ada, 20_000, FEBRUARY, { orderId, revision: 1 }),
      anEvent(returnCompleted, {
        time: FEBRUARY,
        data: { orderId, customerId: undefined, amountMinor: 5000, lines: undefined },
      }),
      anEvent(purchaseCancelled, { time: MARCH, data: { orderId, customerId: ada } }),
    ];
    expect(await rig.handle(later)).toEqual({ messages: [], rejected: [] });
    await rig.handle([
      anEvent(returnCompleted, { data: { orderId: `unknown-${ada}`, customerId: someone('nobody') } }),
    ]);
    expect(await rig.wallet(ada)).toMatchObject({ available: 10n });
    const bookedAt = new Date('2027-06-01T00:00:00Z');
    expect(await rig.db.query('select booked_at from fact where order_id = $1', [orderId])).toEqual(
      Array(4).fill({ booked_at: bookedAt }),
    );
    expect(await rig.db.query('select booked_at from parked where waits_for = $1', [`order:unknown-${ada}`])).toEqual([
      { booked_at: bookedAt },
    ]);
  });

  it('refuses what contradicts its order or review, and knows nobody by it', async () => {
    const [ada, ben, stranger] = [someone(), someone(), someone('stranger')];
    const orderId = `o-${ada}`;
    await rig.handle([
      bought(ada, 1000, JANUARY, { orderId }),
      reviewed(ada, 'ring', JANUARY, { reviewId: `r-${ada}` }),
      bought(ben, 100, JANUARY),
    ]);
    const { rejected, messages } = await rig.handle([
      bought(stranger, 1000, FEBRUARY, { orderId, revision: 1 }),
      bought(undefined, 1000, FEBRUARY, { orderId, revision: 2 }),
      anEvent(returnCompleted, { time: MARCH, data: { orderId, customerId: ben } }),
      anEvent(purchaseCancelled, { time: MARCH, data: { orderId, customerId: stranger } }),
      anEvent(returnCompleted, { time: MARCH, data: { orderId, customerId: ada, currency: 'EUR' } }),
      anEvent(reviewUnpublished, { time: MARCH, data: { customerId: ben, reviewId: `r-${ada}` } }),
    ]);
    expect(messages).toEqual([]);
    expect(rejected?.map(({ reason }) => reason).sort()).toEqual([
      'CURRENCY_MISMATCH',
      'CUSTOMER_MISMATCH',
      'CUSTOMER_MISMATCH',
      'CUSTOMER_MISMATCH',
      'DUPLICATE_ORDER',
      'DUPLICATE_ORDER',
    ]);
    expect(await rig.wallet(stranger)).toBeUndefined();
    expect(await rig.wallet(ben)).toBeDefined();
  });

  it('takes the same number of statements for 10 events as for 1,000', async () => {
    const counts: number[] = [];
    for (const size of [10, 1000]) {
      let statements = 0;
      const counted = (tx: Tx): Tx => ({
        query: (...args) => {
          statements += 1;
          return tx.query(...args);
        },
      });
      await rig.handle(
        Array.from({ length: size }, (_, index) => {
          const who = `many-${size}-${index % 300}`;
          const review = { customerId: who, reviewId: `r-${size}-${index}` };
          return [
            bought(who, 1000 + index, JANUARY),
            reviewed(who, `sku-${index}`, FEBRUARY, review),
            anEvent(reviewUnpublished, { time: MARCH, data: { ...review, reviewId: `unknown-${review.reviewId}` } }),
          ];
        }).flat(),
        rig.db,
        counted,
      );
      counts.push(statements);
    }
    expect(counts[1]).toBe(counts[0]);
  });
});
