import { pointsGranted, purchaseCancelled, purchaseCompleted, rewardIssued } from '@perennial/contracts';
import { buys, isErasedAt } from '@perennial/oracle';
import { Database, type Tx } from '@perennial/persistence';
import { anEvent, someoneIsBlocked, until } from '@perennial/testing';

import { endWithInvariants } from '../invariants-hold.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { findExceededBudget } from '../store/queries/find-exceeded-budget.js';
import { anOrder, CodesRig, treated } from './codes-rig.fixture.js';
import { endNextOffers } from './jobs/end-offers.job.js';

const FIRST = '2027-01-05T10:00:00Z';
const LATER = '2027-01-07T10:00:00Z';
const [ann = '', bea = '', cid = ''] = treated;

/** 20 % of first orders of 100.00 USD: two of them fit into 41.00 USD. */
const programme = (() => {
  const jeweller = jewellerWith('next-purchase');
  const budgetPerMonth = { offers: 3, money: { USD: 4_100 } };
  return { ...jeweller, campaigns: jeweller.campaigns.map((campaign) => ({ ...campaign, budgetPerMonth })) };
})();

describe('the money of a budget', () => {
  let rig: CodesRig;
  beforeEach(async () => {
    rig = await CodesRig.start(programme);
  });
  afterEach(async () => {
    await endWithInvariants(rig.database.db, () => rig.end());
  });

  const firstOrderOf = (customerId: string) => buys(customerId, `first-${customerId}`, FIRST, 10_000);
  const money = async () => {
    const rows = await rig.database.db.query<{ unit: string; reserved: bigint; spent: bigint }>(
      `select unit, reserved, spent from budget where month = '2027-01' order by unit`,
    );
    return Object.fromEntries(rows.map(({ unit, reserved, spent }) => [unit, [Number(reserved), Number(spent)]]));
  };
  const codeOf = async (customerId: string) => (await rig.offersOf(customerId))[0]?.code ?? '';

  it('is set aside for offers, and not for one that would take more than is left', async () => {
    const { messages } = await rig.service.arrive(...[ann, bea, cid].map(firstOrderOf));
    expect(messages.map(({ type }) => type).toSorted()).toEqual([
      'loyalty.offer.withheld.v1',
      ...['loyalty.reward.issued.v1', 'loyalty.reward.issued.v1'],
    ]);
    expect(await money()).toEqual({ USD: [4_000, 0], offers: [2, 0] });
  });

  it('is spent by what a code takes off, and set aside again when the order is undone', async () => {
    await rig.service.arrive(firstOrderOf(ann));
    await rig.redeem(await codeOf(ann), anOrder({ customerId: ann, orderId: 'o', totalMinor: 3_000 }));
    expect(await money()).toEqual({ USD: [1_400, 600], offers: [1, 0] });
    const order = { orderId: 'o', customerId: ann };
    await rig.service.arrive(buys(ann, 'o', LATER, 3_000), anEvent(purchaseCancelled, { data: order, time: LATER }));
    expect(await money()).toEqual({ USD: [2_000, 0], offers: [1, 0] });
  });

  it('is given back when an offer ends unused, once, and is there for others', async () => {
    await rig.service.arrive(firstOrderOf(ann), firstOrderOf(bea));
    rig.clock.set('2027-04-01T00:00:00Z');
    const ends: Promise<number>[] = [];
    await rig.database.db.transaction(async (tx) => {
      // The first one waits for the budget, and the second one for the codes of the first.
      await tx.query('select from budget for update');
      for (const waiting of [1, 2]) {
        ends.push(endNextOffers(rig.database.db, rig.clock(), 7));
        await until(`${waiting} wait`, () => someoneIsBlocked(rig.database.db, waiting));
      }
    });
    expect(await Promise.all(ends)).toEqual([2, 0]);
    expect(await money()).toEqual({ USD: [0, 0], offers: [2, 0] });
    rig.clock.set('2027-01-09T00:00:00Z');
    expect((await rig.service.arrive(firstOrderOf(cid))).messages.map(({ type }) => type)).toEqual([
      'loyalty.reward.issued.v1',
    ]);
  });

  it('is never taken twice: what a used code has not spent is there for others when its time is over, and not before', async () => {
    await rig.service.arrive(firstOrderOf(ann), firstOrderOf(bea));
    const order = { orderId: 'o', customerId: ann };
    await rig.redeem(await codeOf(ann), anOrder({ ...order, totalMinor: 3_000 }));
    expect((await rig.service.arrive(firstOrderOf(cid))).messages.map(({ type }) => type)).toEqual([
      'loyalty.offer.withheld.v1',
    ]);
    rig.clock.set('2027-04-01T00:00:00Z');
    await endNextOffers(rig.database.db, rig.clock(), 7);
    expect(await money()).toEqual({ USD: [0, 600], offers: [2, 0] });
    // Too late to give the money back: others may have it.
    await rig.service.arrive(buys(ann, 'o', LATER, 3_000), anEvent(purchaseCancelled, { data: order, time: LATER }));
    await endNextOffers(rig.database.db, rig.clock(), 7);
    expect(await money()).toEqual({ USD: [0, 600], offers: [2, 0] });
  });

  it('is spent by no code beyond what was set aside for it, nor in another currency', async () => {
    await rig.service.arrive(firstOrderOf(ann));
    const code = await codeOf(ann);
    const [offer] = await rig.offersOf(ann);
    expect(offer?.value).toEqual({ percent: 20, atMost: { amountMinor: 2_000, currency: 'USD' } });
    expect(await rig.validate(code, anOrder({ customerId: ann, currency: 'EUR' }))).toMatchObject({
      reason: 'other-currency',
    });
    const large = anOrder({ customerId: ann, totalMinor: 90_000 });
    expect(await rig.redeem(code, large)).toMatchObject({ discountMinor: 2_000 });
    expect(await money()).toEqual({ USD: [0, 2_000], offers: [1, 0] });
  });

  it('is not given where nobody knows what an offer is worth', async () => {
    await rig.service.arrive(buys(ann, 'free', FIRST, 0));
    const [{ reason, steps } = { reason: '', steps: [] }] = await rig.database.db.query<{
      reason: string;
      steps: object[];
    }>('select reason, steps from decision');
    expect([reason, steps.at(-1)]).toEqual([
      'budget',
      { step: 'budget', reason: 'budget', inputs: { month: '2027-01', worth: 'unknown' } },
    ]);
  });

  it('is missed by its invariant when a row says more than the document allowed, or less than offers have', async () => {
    await rig.service.arrive(firstOrderOf(ann));
    const { db, ownerUrl } = rig.database;
    await expect(db.query(`update budget set spent = 2101 where unit = 'USD'`)).rejects.toThrow('budget_within_most');
    const owner = await Database.connect({ url: ownerUrl, applicationName: 'test-tamper', poolSize: 1 });
    try {
      await owner.query(`alter table budget drop constraint budget_within_most`);
    } finally {
      await owner.close();
    }
    const found = async (change: string) => {
      await db.query(`update budget set ${change} where unit = 'USD'`);
      return findExceededBudget(db);
    };
    expect(await found('most = 1999')).toContain('2000 of 1999');
    expect(await found('most = 4100, reserved = 1999')).toContain('1999 of 4100');
    expect(await found('reserved = 2000')).toBeUndefined();
  });

  it('is locked once by a chunk that spends and takes of it, so that two chunks never wait for each other', async () => {
    await rig.service.arrive(firstOrderOf(ann));
    const names = [await codeOf(ann)];
    const spends = anEvent(purchaseCompleted, {
      data: { customerId: ann, orderId: 'o', lines: undefined, totalMinor: 8_000, codes: [...names] },
      time: LATER,
    });
    await rig.database.db.transaction(async (tx) => {
      const noting: Tx = {
        query(sql, params, name = '') {
          names.push(name);
          return tx.query(sql, params, name);
        },
      };
      const { topic } = purchaseCompleted;
      const chunk = { topic, partition: 99, nextOffset: 1n, now: rig.clock() };
      await rig.handler.handle([spends, firstOrderOf(bea)], noting, chunk);
    });
    expect(names.filter((name) => name === 'campaign.lock-budgets')).toHaveLength(1);
    expect(await money()).toEqual({ USD: [2_000, 2_000], offers: [2, 0] });
  });

  it('stays taken by the offers of who is forgotten', async () => {
    await rig.service.arrive(firstOrderOf(ann), isErasedAt(ann, LATER));
    expect(await money()).toEqual({ USD: [2_000, 0], offers: [1, 0] });
  });

  it('is never exceeded by eight that take at the same moment', async () => {
    const people = treated.slice(0, 16);
    const told = await Promise.all(
      Array.from({ length: 8 }, (_, part) =>
        rig.service.arrive(...people.slice(part * 2, part * 2 + 2).map(firstOrderOf)),
      ),
    );
    const made = told.flatMap(({ messages }) => messages).filter(({ type }) => type === 'loyalty.reward.issued.v1');
    expect(made).toHaveLength(2);
    expect(await money()).toEqual({ USD: [4_000, 0], offers: [2, 0] });
  });

  it('is never exceeded by eight that spend, undo and take at the same moment', async () => {
    const [owners, others] = [treated.slice(0, 2), treated.slice(2, 8)];
    await rig.service.arrive(...owners.map(firstOrderOf));
    const spends = async (customerId: string) => {
      const order = { orderId: `large-${customerId}`, customerId };
      await rig.redeem(await codeOf(customerId), anOrder({ ...order, totalMinor: 90_000 }));
      await rig.service.arrive(
        buys(customerId, order.orderId, LATER, 90_000),
        anEvent(purchaseCancelled, { data: order, time: LATER }),
      );
      await rig.redeem(await codeOf(customerId), anOrder({ customerId, totalMinor: 5_000 }));
    };
    await Promise.all([
      ...owners.map(spends),
      ...others.map((customerId) => rig.service.arrive(firstOrderOf(customerId))),
    ]);
    expect(await money()).toEqual({ USD: [2_000, 2_000], offers: [2, 0] });
  });
});

describe('points of a campaign with a budget', () => {
  let rig: CodesRig;
  beforeEach(async () => {
    const jeweller = jewellerWith('next-purchase');
    const campaigns = jeweller.campaigns.map((campaign) => ({
      ...campaign,
      offer: { kind: 'points' as const, points: 40 },
      budgetPerMonth: { points: 130, money: { USD: 500 } },
    }));
    // 40 points cost 0.60 USD.
    const offers = { ...jeweller.offers, per100Points: { USD: 150 } };
    rig = await CodesRig.start({ ...jeweller, campaigns, offers });
  });
  afterEach(async () => {
    await endWithInvariants(rig.database.db, () => rig.end());
  });

  const firstOrderOf = (customerId: string) => buys(customerId, `first-${customerId}`, FIRST, 10_000);

  it('are granted to the ledger, told of by it alone, and stand among the offers as given', async () => {
    const { messages } = await rig.service.arrive(firstOrderOf(ann));
    expect(messages).toMatchObject([
      {
        type: 'loyalty.points.granted.v1',
        subject: ann,
        time: new Date(FIRST).toISOString(),
        causationid: `first-${ann}-0-paid`,
        data: { customerId: ann, campaignId: 'next-purchase', points: 40, reason: { rule: 'next-purchase' } },
      },
    ]);
    const [{ data, id } = { data: {}, id: '' }] = messages;
    expect(pointsGranted.data.parse(data)).toMatchObject({ grantId: id });
    expect(await rig.offersOf(ann)).toMatchObject([{ kind: 'points', value: { points: 40 }, ended: 'redeemed' }]);
  });

  it('never exceed it by one point with eight that take at the same moment', async () => {
    const people = treated.slice(0, 16);
    const told = await Promise.all(
      Array.from({ length: 8 }, (_, part) =>
        rig.service.arrive(...people.slice(part * 2, part * 2 + 2).map(firstOrderOf)),
      ),
    );
    const made = told.flatMap(({ messages }) => messages).filter(({ type }) => type === pointsGranted.type);
    expect(made).toHaveLength(3);
    const rows = await rig.database.db.query('select unit, reserved::int4, spent::int4 from budget order by unit');
    expect(rows).toEqual([
      { unit: 'USD', reserved: 0, spent: 180 },
      { unit: 'points', reserved: 0, spent: 120 },
    ]);
  });
});

describe('the budget of each location', () => {
  let rig: CodesRig;
  beforeEach(async () => {
    const jeweller = jewellerWith('next-purchase');
    const campaigns = jeweller.campaigns.map((campaign) => ({
      ...campaign,
      budgetPerMonth: { offers: 1_000 },
      budgets: [
        { period: 'week' as const, per: 'location' as const, money: { USD: 4_100 } },
        { period: 'whole' as const, offers: 3 },
      ],
    }));
    rig = await CodesRig.start({ ...jeweller, campaigns });
  });
  afterEach(async () => {
    await endWithInvariants(rig.database.db, () => rig.end());
  });

  const firstAt = (locationId: string | undefined) => (customerId: string) =>
    buys(customerId, `first-${customerId}`, FIRST, 10_000, { locationId });
  const used = async () => {
    const rows = await rig.database.db.query<{ key: string; reserved: number; spent: number }>(
      `select month || ' ' || unit as key, reserved::int4, spent::int4 from budget order by key`,
    );
    return Object.fromEntries(rows.map(({ key, reserved, spent }) => [key, [reserved, spent]]));
  };

  /** Eight at the same moment, three first purchases each. @returns how many offers were made */
  const offersMade = async (storeOf: (part: number) => string) => {
    const people = treated.slice(0, 24);
    const told = await Promise.all(
      Array.from({ length: 8 }, (_, part) =>
        rig.service.arrive(...people.slice(part * 3, part * 3 + 3).map(firstAt(storeOf(part)))),
      ),
    );
    return told.flatMap(({ messages }) => messages).filter(({ type }) => type === 'loyalty.reward.issued.v1').length;
  };

  it('is never exceeded by eight that take in one store at the same moment', async () => {
    expect(await offersMade(() => 'store 7')).toBe(2);
    expect(await used()).toEqual({
      ...{ '2027-01 offers': [2, 0], 'whole offers': [2, 0] },
      '2027-W01 at store 7 USD': [4_000, 0],
    });
  });

  it('and that of the whole campaign are never exceeded by eight that take in two stores at the same moment', async () => {
    expect(await offersMade((part) => (part % 2 === 0 ? 'store 7' : 'store-8'))).toBe(3);
    const { '2027-01 offers': month, 'whole offers': whole, ...stores } = await used();
    expect([month, whole]).toEqual([
      [3, 0],
      [3, 0],
    ]);
    const reserved = Object.values(stores).map(([minor = 0]) => minor);
    expect(reserved.toSorted((a, b) => a - b)).toEqual([2_000, 4_000]);
  });

  it('is spent and given back where the offer was made', async () => {
    await rig.service.arrive(firstAt('store 7')(ann), firstAt('store-8')(bea));
    const [offer] = await rig.offersOf(ann);
    await rig.redeem(offer?.code ?? '', anOrder({ customerId: ann, totalMinor: 3_000 }));
    const before = await used();
    expect(before['2027-W01 at store 7 USD']).toEqual([1_400, 600]);
    rig.clock.set('2027-04-01T00:00:00Z');
    await endNextOffers(rig.database.db, rig.clock(), 7);
    expect(await used()).toEqual({
      ...{ '2027-01 offers': [2, 0], 'whole offers': [2, 0] },
      '2027-W01 at store 7 USD': [0, 600],
      '2027-W01 at store-8 USD': [0, 0],
    });
  });

  it('is nothing for an order that tells no store', async () => {
    const { messages } = await rig.service.arrive(firstAt(undefined)(ann));
    expect(messages.map(({ type }) => type)).toEqual(['loyalty.offer.withheld.v1']);
  });
});

describe('free shipping with a budget of money', () => {
  let rig: CodesRig;
  beforeEach(async () => {
    const jeweller = jewellerWith('next-purchase');
    const offer = { kind: 'free-shipping' as const, atMost: { USD: 500 }, validDays: 60, stacking: 'shipping' };
    const campaigns = jeweller.campaigns.map((campaign) => ({
      ...{ ...campaign, offer },
      budgetPerMonth: { money: { USD: 1_400 } },
    }));
    rig = await CodesRig.start({ ...jeweller, campaigns });
  });
  afterEach(async () => {
    await endWithInvariants(rig.database.db, () => rig.end());
  });

  const firstOrderOf = (customerId: string) => buys(customerId, `first-${customerId}`, FIRST, 10_000);
  const money = async () => {
    const [row] = await rig.database.db.query('select reserved::int4, spent::int4 from budget');
    return row;
  };

  it('has its most set aside, spends what it takes off the shipping, and gets it back when the order is undone', async () => {
    const { messages } = await rig.service.arrive(firstOrderOf(ann));
    const [{ data } = { data: {} }] = messages;
    expect(rewardIssued.data.parse(data)).toMatchObject({
      kind: 'discount',
      freeShipping: { atMost: { amountMinor: 500, currency: 'USD' } },
    });
    expect(data).not.toHaveProperty('value');
    expect(await money()).toEqual({ reserved: 500, spent: 0 });
    const code = (await rig.offersOf(ann))[0]?.code ?? '';
    const order = anOrder({ customerId: ann, orderId: 'o', totalMinor: 3_000, shippingMinor: 390 });
    const answer = { status: 200, valid: true, discountMinor: 0, freeShipping: true, shippingMinor: 390 };
    expect(await rig.validate(code, order)).toEqual(answer);
    expect(await rig.redeem(code, order)).toEqual(answer);
    expect(await money()).toEqual({ reserved: 110, spent: 390 });
    const undone = anEvent(purchaseCancelled, { data: { orderId: 'o', customerId: ann }, time: LATER });
    await rig.service.arrive(buys(ann, 'o', LATER, 3_000), undone);
    expect(await money()).toEqual({ reserved: 500, spent: 0 });
  });

  it('never exceeds it with eight that take at the same moment, and two that use what they have', async () => {
    await rig.service.arrive(firstOrderOf(ann));
    const code = (await rig.offersOf(ann))[0]?.code ?? '';
    const order = anOrder({ customerId: ann, totalMinor: 90_000, shippingMinor: 9_000 });
    const told = await Promise.all([
      rig.redeem(code, order),
      rig.redeem(code, order),
      ...treated.slice(1, 9).map(async (customerId) => (await rig.service.arrive(firstOrderOf(customerId))).messages),
    ]);
    const made = told.flat().filter((one) => 'type' in one && one.type === rewardIssued.type);
    expect(made).toHaveLength(1);
    expect(await money()).toEqual({ reserved: 500, spent: 500 });
  });
});
