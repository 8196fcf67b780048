import { surveyAnswered } from '@perennial/contracts';
import { buys, sendsBack } from '@perennial/oracle';
import { anEvent } from '@perennial/testing';

import { jewellerWith } from '../../programme.fixture.js';
import { anOrder, CodesRig, treated } from '../codes-rig.fixture.js';
import { endNextOffers } from './end-offers.job.js';

const [ann = '', bea = ''] = treated;
/** The first purchase was at 10 o'clock on 5 January; its code is valid for 60 days. */
const END = '2027-03-06T10:00:00Z';
const MAX_REACTION_AGE_DAYS = 7;

describe('offers that end', () => {
  let rig: CodesRig;
  beforeEach(async () => {
    rig = await CodesRig.start();
    await rig.service.arrive(...[ann, bea].map((who) => buys(who, `first-${who}`, '2027-01-05T10:00:00Z', 10_000)));
    const [offer] = await rig.offersOf(bea);
    await rig.redeem(offer?.code ?? '', anOrder({ customerId: bea, orderId: 'o' }));
  });
  afterEach(() => rig?.end());

  const pass = (now: string) => endNextOffers(rig.database.db, new Date(now), MAX_REACTION_AGE_DAYS);
  const ended = async () => (await rig.told()).filter((told) => told.startsWith('loyalty.offer.expired'));

  it('are told of once, at their end and not 1 ms before it, if nobody used them', async () => {
    expect(await pass('2027-03-06T09:59:59.999Z')).toBe(0);
    expect(await pass(END)).toBe(2);
    expect(await pass('2027-03-07T10:00:00Z')).toBe(0);
    expect(await ended()).toEqual([`loyalty.offer.expired.v1 ${ann}`]);
  });

  it.each([
    ['are told of after a downtime of less than 7 days', '2027-03-13T09:59:59.999Z', 1],
    ['are not told of after one of 7 days', '2027-03-13T10:00:00Z', 0],
  ])('%s', async (_title, now, messages) => {
    expect(await pass(now)).toBe(2);
    expect(await ended()).toHaveLength(messages);
  });

  it('count as unused when the order they were used on is undone after their end', async () => {
    await pass(END);
    rig.clock.set('2027-03-08T10:00:00Z');
    await rig.service.arrive(
      buys(bea, 'o', '2027-02-01T10:00:00Z', 8_000),
      sendsBack('o', 'r', '2027-03-08T10:00:00Z', 8_000),
    );
    expect(await pass('2027-03-08T10:00:01Z')).toBe(1);
    expect((await ended()).toSorted()).toEqual([ann, bea].map((who) => `loyalty.offer.expired.v1 ${who}`).toSorted());
  });
});

describe('a benefit', () => {
  let rig: CodesRig;
  beforeEach(async () => {
    const jeweller = jewellerWith('detractor-follow-up');
    const costly = { benefit: 'follow-up', worth: { USD: 500 }, validDays: 30 };
    rig = await CodesRig.start({
      ...jeweller,
      campaigns: jeweller.campaigns.map((campaign) => ({
        ...{ ...campaign, holdoutPercent: 0, offer: { kind: 'benefit' as const, ...costly } },
        budgetPerMonth: { money: { USD: 500 } },
      })),
    });
  });
  afterEach(() => rig?.end());

  it('has no code and ends all the same: told of once, and its worth is there for others', async () => {
    const answers = (customerId: string) =>
      anEvent(surveyAnswered, {
        data: { customerId, survey: 'nps', score: 2, orderId: undefined },
        time: '2027-01-05T10:00:00Z',
      });
    const { messages } = await rig.service.arrive(answers(ann), answers(bea));
    expect(messages.map(({ type }) => type).toSorted()).toEqual([
      ...['loyalty.offer.withheld.v1', 'loyalty.reward.issued.v1'],
    ]);
    const pass = (now: string) => endNextOffers(rig.database.db, new Date(now), MAX_REACTION_AGE_DAYS);
    expect(await pass('2027-02-04T09:59:59.999Z')).toBe(0);
    expect(await Promise.all([pass('2027-02-04T10:00:00Z'), pass('2027-02-04T10:00:00Z')])).toContain(1);
    expect(await pass('2027-02-04T10:00:01Z')).toBe(0);
    expect((await rig.told()).filter((told) => told.startsWith('loyalty.offer.expired'))).toHaveLength(1);
    expect(await rig.database.db.query('select reserved, spent from budget')).toEqual([{ reserved: 0n, spent: 0n }]);
  });
});
