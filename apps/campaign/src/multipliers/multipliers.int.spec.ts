import { customerErased, multiplierGranted, pointsClawedBack, rewardIssued } from '@perennial/contracts';
import { becomes, buys, isErasedAt } from '@perennial/oracle';
import { anEvent, someoneIsBlocked, until } from '@perennial/testing';

import { CodesRig, NOW, treated } from '../codes/codes-rig.fixture.js';
import { endNextOffers } from '../codes/jobs/end-offers.job.js';
import { endWithInvariants } from '../invariants-hold.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { sumCosts } from '../results/queries/sum-costs.js';
import { listMultipliersOver } from './queries/list-multipliers-over.js';
import { settleNextMultipliers } from './settle-multipliers.js';

const FIRST = '2027-01-05T10:00:00.000Z';
const NEXT = '2027-01-06T10:00:00.000Z';
/** Of what is valid for 30 days from the first purchase on, and 7 days after it: orders may be told of late. */
const [END, SETTLED] = ['2027-02-04T10:00:00.000Z', '2027-02-11T10:00:00.000Z'];
const [ann = '', bea = ''] = treated;

/** Double points, 300 at most, on the order after the first one. 100 points cost 1.50 USD. */
const programme = (() => {
  const jeweller = jewellerWith('next-purchase');
  const offer = { kind: 'points-multiplier' as const, factorPercent: 200, pointsMax: 300, validDays: 30 };
  const campaigns = jeweller.campaigns.map((campaign) => ({
    ...campaign,
    offer,
    budgetPerMonth: { points: 1_000, money: { USD: 2_000 } },
  }));
  return { ...jeweller, campaigns, offers: { ...jeweller.offers, per100Points: { USD: 150 } } };
})();

describe('an offer that multiplies the points of a next order', () => {
  let rig: CodesRig;
  beforeEach(async () => {
    rig = await CodesRig.start(programme);
  });
  afterEach(async () => {
    await endWithInvariants(rig.database.db, () => rig.end());
  });

  const firstOrderOf = (customerId: string) => buys(customerId, `first-${customerId}`, FIRST, 10_000);
  const budgets = async () => {
    const rows = await rig.database.db.query<{ unit: string; reserved: bigint; spent: bigint }>(
      `select unit, reserved, spent from budget order by unit`,
    );
    return Object.fromEntries(rows.map(({ unit, reserved, spent }) => [unit, [Number(reserved), Number(spent)]]));
  };
  const offerIdOf = async (customerId: string) => (await rig.offersOf(customerId))[0]?.offerId ?? '';
  const settle = (now: string) =>
    settleNextMultipliers(rig.database.db, new Date(now), { maxReactionAgeDays: 7, most: 10 });
  const reason = { rule: 'next-purchase', programmeVersion: 1, text: 'Twice the points' };
  const ledger = { source: '/perennial/ledger', time: NEXT };

  /** What the ledger tells of points that an offer gave. */
  const gave = async (customerId: string, points: number, id = `gave-${customerId}`) => {
    const thing = `grant:${await offerIdOf(customerId)}`;
    const data = { rewardId: id, customerId, kind: 'points' as const, points, reason, thing, memberSequence: 1 };
    return anEvent(rewardIssued, { id, ...ledger, data });
  };
  const tookBack = async (customerId: string, points: number) => {
    const [thing, id] = [`grant:${await offerIdOf(customerId)}`, `took-${customerId}`];
    const data = { transferId: id, customerId, points, reason, thing };
    return anEvent(pointsClawedBack, { id, ...ledger, data });
  };

  it('is told of to the customer as a benefit, and to the ledger as what it is to multiply, by another id', async () => {
    const { messages } = await rig.service.arrive(firstOrderOf(ann));
    expect(messages).toMatchObject([
      {
        ...{ type: 'loyalty.reward.issued.v1', subject: ann, time: FIRST },
        data: { kind: 'benefit', multiplier: { factorPercent: 200, pointsMax: 300 }, validFrom: FIRST, validTo: END },
      },
      {
        ...{ type: 'loyalty.multiplier.granted.v1', subject: ann, time: FIRST },
        data: { campaignId: 'next-purchase', factorPercent: 200, pointsMax: 300, validTo: END },
      },
    ]);
    const [benefit, grant] = messages;
    expect(rewardIssued.data.parse(benefit?.data).rewardId).toBe(benefit?.id);
    expect(multiplierGranted.data.parse(grant?.data).grantId).toBe(benefit?.id);
    expect(grant?.id).not.toBe(benefit?.id);
  });

  it('sets aside the most it may give, and never exceeds a budget by one point with eight that take at the same moment', async () => {
    const people = treated.slice(0, 16);
    const told = await Promise.all(
      Array.from({ length: 8 }, (_, part) =>
        rig.service.arrive(...people.slice(part * 2, part * 2 + 2).map(firstOrderOf)),
      ),
    );
    const made = told.flatMap(({ messages }) => messages).filter(({ type }) => type === multiplierGranted.type);
    expect(made).toHaveLength(3);
    expect(await budgets()).toEqual({ USD: [1_350, 0], points: [900, 0] });
  });

  it('is redeemed with the first points that the ledger tells of, and told of once', async () => {
    await rig.service.arrive(firstOrderOf(ann));
    const first = await rig.service.arrive(await gave(ann, 40));
    expect(first.messages).toMatchObject([
      { type: 'loyalty.offer.redeemed.v1', causationid: `gave-${ann}`, data: { offerId: await offerIdOf(ann) } },
    ]);
    rig.clock.set('2027-01-09T00:00:00Z');
    expect((await rig.service.arrive(await gave(ann, 40), await gave(ann, 5, 'more'))).messages).toEqual([]);
    expect(await rig.offersOf(ann)).toMatchObject([{ kind: 'benefit', ended: 'redeemed' }]);
    expect(await rig.database.db.query('select ended_at from offer')).toEqual([{ ended_at: new Date(NOW) }]);
    expect(await budgets()).toEqual({ USD: [450, 0], points: [300, 0] });
  });

  it('has spent what it gave, less what was taken back, once its time has been over for 7 days; the rest is there for others', async () => {
    await rig.service.arrive(firstOrderOf(ann), firstOrderOf(bea));
    await rig.service.arrive(await tookBack(ann, 10), await gave(ann, 90));
    expect(await endNextOffers(rig.database.db, new Date(SETTLED), 7)).toBe(0);
    expect(await settle('2027-02-11T09:59:59.999Z')).toBe(0);
    // Another instance settles what this one is about to.
    const byTwo = rig.database.db.transaction(async (tx) => [
      (await listMultipliersOver(tx, new Date(SETTLED), 10)).length,
      await settle(SETTLED),
    ]);
    expect([await byTwo, await settle(SETTLED)]).toEqual([[2, 0], 2]);
    expect(await budgets()).toEqual({ USD: [0, 120], points: [0, 80] });
    expect((await rig.told()).filter((told) => told.startsWith('loyalty.offer.expired'))).toEqual([
      `loyalty.offer.expired.v1 ${bea}`,
    ]);
    expect(await rig.offersOf(bea)).toMatchObject([{ ended: 'expired' }]);
    // Others may have it meanwhile.
    const late = await rig.service.arrive(await gave(ann, 50, 'late'), await gave(bea, 50));
    expect([late.messages, await settle(SETTLED), await budgets()]).toEqual([
      [],
      0,
      { USD: [0, 120], points: [0, 80] },
    ]);
    expect(await rig.offersOf(bea)).toMatchObject([{ ended: 'expired' }]);
  });

  it.each([
    ['the award', ['gave', 'took']],
    ['the return', ['took', 'gave']],
  ])(
    'stays redeemed when the order that took it is sent back whole, also when it hears of %s first',
    async (_title, order) => {
      await rig.service.arrive(firstOrderOf(ann));
      const told = { gave: await gave(ann, 40), took: await tookBack(ann, 40) };
      for (const what of order) await rig.service.arrive(told[what as keyof typeof told]);
      expect([await settle(SETTLED), await budgets()]).toEqual([1, { USD: [0, 0], points: [0, 0] }]);
      expect(await rig.offersOf(ann)).toMatchObject([{ ended: 'redeemed' }]);
      expect((await rig.told()).filter((one) => one.startsWith('loyalty.offer.expired'))).toEqual([]);
    },
  );

  it.each([
    ['a millisecond less', '2027-02-18T09:59:59.999Z', [`loyalty.offer.expired.v1 ${ann}`]],
    ['exactly that', '2027-02-18T10:00:00.000Z', []],
  ])(
    'is told of as not used when it is settled less than 7 days late, and not after a longer downtime: %s',
    async (_title, now, told) => {
      await rig.service.arrive(firstOrderOf(ann));
      expect(await settle(now)).toBe(1);
      expect((await rig.told()).filter((one) => one.startsWith('loyalty.offer.expired'))).toEqual(told);
    },
  );

  it('costs what it gave, rounded up, and the most it may give while no order has taken it', async () => {
    await rig.service.arrive(firstOrderOf(ann), firstOrderOf(bea));
    await rig.service.arrive(await gave(ann, 89));
    const asked = {
      campaignId: 'next-purchase',
      from: undefined,
      until: undefined,
      windowDays: 10,
      asOf: new Date('2027-01-20T00:00:00Z'),
    };
    expect(await sumCosts(rig.database.db, asked)).toMatchObject({
      ...{ offers: 2, redemptions: 1 },
      costs: [{ currency: 'USD', redeemedMinor: 134, openMinor: 450 }],
    });
  });

  it('leaves what was set aside where its customer is forgotten', async () => {
    await rig.service.arrive(firstOrderOf(ann));
    const told = await gave(ann, 40);
    await rig.service.arrive(isErasedAt(ann, NEXT));
    await rig.service.arrive(told);
    expect([await settle(SETTLED), await budgets()]).toEqual([0, { USD: [450, 0], points: [300, 0] }]);
  });

  it('counts what it gives for the person at the moment at which the record that was offered it is forgotten alone', async () => {
    await rig.service.arrive(firstOrderOf(ann), becomes(ann, bea, NEXT));
    const told = await gave(ann, 40);
    const { db } = rig.database;
    let hearing: ReturnType<typeof rig.service.arrive> | undefined;
    await db.transaction(async (tx) => {
      const chunk = { topic: customerErased.topic, partition: 9, nextOffset: 1n, now: rig.clock() };
      await rig.handler.handle([isErasedAt(ann, NEXT)], tx, chunk);
      hearing = rig.service.arrive(told);
      await Promise.race([hearing, until('it waits', () => someoneIsBlocked(db))]);
    });
    expect((await hearing)?.messages).toMatchObject([{ type: 'loyalty.offer.redeemed.v1', subject: bea }]);
    expect([await settle(SETTLED), await budgets()]).toEqual([1, { USD: [0, 60], points: [0, 40] }]);
  });
});
