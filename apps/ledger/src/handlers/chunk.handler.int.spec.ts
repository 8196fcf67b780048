import type { Tx } from '@perennial/persistence';

import { LedgerRig, NOW } from '../ledger-rig.fixture.js';
import { summariseLedger } from '../store/queries/summarise-ledger.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';
import { bought, FEBRUARY, JANUARY, MARCH, referred, reviewed, someone, takenBack } from './happenings.fixture.js';

let rig: LedgerRig;
beforeAll(async () => {
  rig = await LedgerRig.start();
});
afterAll(() => rig?.stop());
afterEach(async () => {
  expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
  expect(rig.retries).toBe(0);
});

/** What a test wants to know of a member: available points, and how they came about. */
async function points(customerId: string, asOf?: string) {
  const view = await rig.wallet(customerId, asOf);
  if (!view) return undefined;
  const { balance, totals } = view;
  return { available: balance.available, earned: totals.earned, clawedBack: totals.clawedBack };
}

describe('a chunk of events', () => {
  it('gives 10 points for 104.50 USD: one transfer, one lot that expires, one message caused by the purchase', async () => {
    const ada = someone();
    const orderId = `of-${ada}`;
    const purchase = bought(ada, 10450, JANUARY, { orderId });
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
          expiresAt: '2028-02-01T00:00:00.000Z',
          reason: { rule: 'purchase', programmeVersion: 1, text: 'Points for your purchase' },
          memberSequence: 1,
          thing: `order:${orderId}`,
        },
      },
    ]);
    expect(await rig.wallet(ada)).toMatchObject({
      balance: { available: 10n, pending: 0n, reserved: 0n, debt: 0n },
      totals: { earned: 10n, clawedBack: 0n },
      tier: { id: 'silver', qualifyingPoints: 10n, next: { id: 'gold', missing: 290n } },
      lots: [{ points: 10n, availableAt: Date.parse(JANUARY), expiresAt: Date.parse('2028-02-01T00:00:00Z') }],
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
    expect(await rig.wallet(ada)).toMatchObject({ balance: { available: 0n }, lots: [] });
  });

  it('counts a fact that lies ahead only from its own instant on', async () => {
    const ada = someone();
    await rig.handle([bought(ada, 1000, JANUARY), bought(ada, 2000, '2027-06-01T12:00:00Z')]);
    expect(await points(ada)).toMatchObject({ available: 1n, earned: 1n });
    expect(await points(ada, FEBRUARY)).toMatchObject({ available: 1n, earned: 1n });
    expect(await points(ada, '2027-06-01T12:00:00Z')).toMatchObject({ available: 3n, earned: 3n });
  });

  it('applies the same event once, and sets one aside that says something else under its id', async () => {
    const ada = someone();
    const purchase = bought(ada, 1000, JANUARY);
    await rig.handle([purchase, purchase]);
    const { messages, refused } = await rig.handle([
      purchase,
      { ...purchase, data: { ...purchase.data, totalMinor: 9000 } },
    ]);
    expect([messages, [...refused]]).toEqual([[], [[purchase.id, 'ID_REUSED']]]);
    expect(await points(ada)).toMatchObject({ available: 1n });
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
    expect(await points(ada)).toEqual({ available: 25n, earned: 25n, clawedBack: 0n });
  });

  it('takes a review back once, wherever its taking back arrives, and never pays it again', async () => {
    const [ada, ben] = [someone(), someone()];
    await rig.handle([reviewed(ada, 'ring', JANUARY, { reviewId: `r-${ada}` })]);
    const { messages } = await rig.handle([takenBack(ada, `r-${ada}`, FEBRUARY)]);
    expect(messages).toMatchObject([{ type: 'loyalty.points.clawed-back.v1', time: FEBRUARY, data: { points: 5 } }]);
    await rig.handle([reviewed(ada, 'ring', MARCH)]);
    expect(await points(ada)).toEqual({ available: 0n, earned: 5n, clawedBack: 5n });

    const early = takenBack(ben, `r-${ben}`, JANUARY);
    await rig.handle([early]);
    expect(await rig.wallet(ben)).toBeUndefined();
    expect(await rig.waiting(`review:r-${ben}`)).toEqual([early.id]);
    const { released } = await rig.handle([reviewed(ben, 'ring', FEBRUARY, { reviewId: `r-${ben}` })]);
    expect(released.map(({ event }) => event.id)).toEqual([early.id]);
    expect(await points(ben)).toEqual({ available: 0n, earned: 5n, clawedBack: 5n });
    expect(await rig.waiting(`review:r-${ben}`)).toEqual([]);
  });

  it('parks a review taken back that nobody knows: no member, no account, and no way to another customer', async () => {
    const [ada, stranger] = [someone(), someone('stranger')];
    const { members } = await summariseLedger(rig.db, rig.now);
    const { messages, rejected, parked } = await rig.handle([takenBack(stranger, `r-${ada}`, JANUARY)]);
    expect([messages, rejected, parked.length]).toEqual([[], [], 1]);
    expect((await summariseLedger(rig.db, rig.now)).members).toBe(members);

    const after = await rig.handle([reviewed(ada, 'ring', FEBRUARY, { reviewId: `r-${ada}` })]);
    expect(after.messages).toMatchObject([{ subject: ada, data: { points: 5 } }]);
    const { refused } = await rig.handle([takenBack(stranger, `r-${ada}`, MARCH)]);
    expect([...refused.values()]).toEqual(['CUSTOMER_MISMATCH']);
    expect(await rig.wallet(stranger)).toBeUndefined();
    expect((await summariseLedger(rig.db, rig.now)).members).toBe(members + 1n);
  });

  it('pays 50 and 20 at the first purchase of 20.00 USD, whichever of referral and purchase arrives first', async () => {
    const [ada, ben, cem] = [someone(), someone(), someone()];
    await rig.handle([referred(ada, ben, JANUARY)]);
    const { messages } = await rig.handle([bought(ben, 1999, FEBRUARY), bought(ben, 2000, FEBRUARY)]);
    const told = messages.map(({ subject, data }) => [subject, Object(data).points]);
    expect(told).toEqual(expect.arrayContaining([[ada, 50], [ben, 20], [ben, 1], [ben, 2]])); // prettier-ignore
    expect(told).toHaveLength(4);
    expect(await rig.wallet(ada)).toMatchObject({
      balance: { available: 50n },
      lots: [{ availableAt: Date.parse(FEBRUARY) }],
    });

    await rig.handle([bought(cem, 2000, FEBRUARY)]);
    await rig.handle([referred(ada, cem, JANUARY)]);
    expect(await points(ada)).toMatchObject({ available: 100n });
    expect(await points(cem)).toMatchObject({ available: 22n });
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

  it('books by the clock of the service, whenever the facts happened', async () => {
    const ada = someone();
    await rig.handle([bought(ada, 1000, JANUARY, { orderId: `o-${ada}` })]);
    const booked = await rig.db.query('select booked_at from fact join member using (account) where customer_id = $1', [
      ada,
    ]);
    expect(booked).toEqual([{ booked_at: new Date(NOW) }]);
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
      const who = (index: number) => `many-${size}-${index % 300}`;
      const numbers = Array.from({ length: size }, (_, index) => index);
      const purchases = numbers.map((index) => bought(who(index), 1000 + index, JANUARY));
      await rig.handle(purchases, rig.db, counted);
      const reviews = numbers
        .slice(size / 2)
        .flatMap((index) => [
          reviewed(who(index), `sku-${index}`, FEBRUARY, { reviewId: `r-${size}-${index}` }),
          takenBack(who(index), `unknown-${size}-${index}`, MARCH),
        ]);
      await rig.handle(reviews, rig.db, counted);
      counts.push(statements);
    }
    expect(counts[1]).toBe(counts[0]);
  });
});
