import { purchaseCancelled } from '@perennial/contracts';
import { buys, isErasedAt } from '@perennial/oracle';
import { anEvent } from '@perennial/testing';

import { campaignInvariants } from '../invariants.js';
import { jewellerWith } from '../programme.fixture.js';
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
    for (const { says, violation } of campaignInvariants(rig.database.db))
      expect([says, await violation()]).toEqual([says, undefined]);
    await rig.end();
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
    expect(await money()).toEqual({ USD: [0, 600], offers: [1, 0] });
    const order = { orderId: 'o', customerId: ann };
    await rig.service.arrive(buys(ann, 'o', LATER, 3_000), anEvent(purchaseCancelled, { data: order, time: LATER }));
    expect(await money()).toEqual({ USD: [2_000, 0], offers: [1, 0] });
  });

  it('is given back when an offer ends unused, once, and is there for others', async () => {
    await rig.service.arrive(firstOrderOf(ann), firstOrderOf(bea));
    rig.clock.set('2027-04-01T00:00:00Z');
    const ends = [1, 2].map(() => endNextOffers(rig.database.db, rig.clock(), 7));
    expect((await Promise.all(ends)).toSorted()).toEqual([0, 2]);
    expect(await money()).toEqual({ USD: [0, 0], offers: [2, 0] });
    rig.clock.set('2027-01-09T00:00:00Z');
    expect((await rig.service.arrive(firstOrderOf(cid))).messages.map(({ type }) => type)).toEqual([
      'loyalty.reward.issued.v1',
    ]);
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
});
