import {
  customerUpserted,
  engagementRecorded,
  purchaseCompleted,
  rewardIssued,
  serviceIssueReported,
  surveyAnswered,
  type Envelope,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { jewellerWith } from '../programme.fixture.js';
import { aCustomer, CampaignsInTurn, clock, hoursAgo, ISSUED, NOW, said } from './campaigns-in-turn.fixture.js';

describe('the campaigns of the jeweller', () => {
  let rig: CampaignsInTurn;
  beforeAll(async () => {
    rig = await CampaignsInTurn.start();
  });
  beforeEach(() => clock.set(NOW));
  afterAll(() => rig?.end());

  describe('category-interest', () => {
    beforeEach(() => rig.serviceWith(jewellerWith('category-interest')));
    const view = (customerId: string, hours: number, category = 'rings') =>
      anEvent(engagementRecorded, { data: { customerId, kind: 'category-viewed', category }, time: hoursAgo(hours) });

    it('gives 15 % on the category after the third view in 7 days, valid 7 days, once in 30 days', async () => {
      const customerId = aCustomer('category-interest');
      expect(said(await rig.service.arrive(view(customerId, 60), view(customerId, 40)))).toEqual([]);
      const third = view(customerId, 1);
      expect(said(await rig.service.arrive(third))).toEqual([[ISSUED, 'category-interest']]);
      expect(await rig.offersOf(customerId)).toEqual([
        {
          ...{ campaignId: 'category-interest', kind: 'discount', value: { percent: 15 } },
          ...{ scope: { categories: ['rings'] }, thing: undefined, note: undefined },
          ...{ from: new Date(third.at).toISOString(), to: new Date(third.at + 7 * 86_400_000).toISOString() },
        },
      ]);
      expect(said(await rig.service.arrive(third, view(customerId, 0.5)))).toEqual([]);
      expect(await rig.reasonsOf(customerId)).toEqual(['passed', 'cooldown']);
    });

    it('comes when the views arrive in any order, and each only counts once', async () => {
      const customerId = aCustomer('category-interest');
      const [one, two, three] = [view(customerId, 60), view(customerId, 40), view(customerId, 1)];
      expect(said(await rig.service.arrive(three, three))).toEqual([]);
      expect(said(await rig.service.arrive(one))).toEqual([]);
      expect(said(await rig.service.arrive(two))).toEqual([[ISSUED, 'category-interest']]);
    });

    it('does not come to who bought in the category since, and does to who bought in another', async () => {
      const bought = (customerId: string, category: string) =>
        anEvent(purchaseCompleted, {
          data: { customerId, lines: [{ lineId: '1', sku: 's', category, quantity: 1, unitPriceMinor: 1 }] },
          time: hoursAgo(50),
        });
      const [rings, pins] = [aCustomer('category-interest'), aCustomer('category-interest')];
      await rig.service.arrive(bought(rings, 'rings'), bought(pins, 'pins'));
      const views = (customerId: string) => [60, 40, 1].map((hours) => view(customerId, hours));
      expect(said(await rig.service.arrive(...views(rings)))).toEqual([]);
      expect(said(await rig.service.arrive(...views(pins)))).toEqual([[ISSUED, 'category-interest']]);
    });
  });

  describe('sorry', () => {
    beforeEach(() => rig.serviceWith(jewellerWith('sorry')));
    const issue = (customerId: string, severity: number, hours = 1) =>
      anEvent(serviceIssueReported, { data: { customerId, severity }, time: hoursAgo(hours) });

    it('gives 10 % after what was serious, twice in 365 days', async () => {
      const customerId = aCustomer('sorry');
      const { messages } = await rig.service.arrive(
        issue(customerId, 1, 4),
        issue(customerId, 2, 3),
        issue(customerId, 3, 2),
      );
      expect(said({ messages })).toEqual([
        [ISSUED, 'sorry'],
        [ISSUED, 'sorry'],
      ]);
      expect(said(await rig.service.arrive(issue(customerId, 3, 1)))).toEqual([]);
      expect(await rig.reasonsOf(customerId)).toEqual(['passed', 'passed', 'limit-reached']);
      clock.advance({ days: 366 });
      expect(said(await rig.service.arrive(issue(customerId, 3)))).toEqual([[ISSUED, 'sorry']]);
    });

    it('is withheld in the holdout', async () => {
      const customerId = aCustomer('sorry', 'holdout');
      expect(said(await rig.service.arrive(issue(customerId, 2)))).toEqual([['loyalty.offer.withheld.v1', 'sorry']]);
      expect(await rig.offersOf(customerId)).toEqual([]);
    });

    it('is withheld from who has had three offers in 30 days, which says so', async () => {
      const customerId = aCustomer('sorry');
      const programme = jewellerWith('sorry');
      const bounds = { ...programme, offers: { ...programme.offers, perCustomer: { most: 1, days: 30 } } };
      const { messages } = await rig.serviceWith(bounds).arrive(issue(customerId, 2, 3), issue(customerId, 2, 2));
      expect(said({ messages })).toEqual([
        [ISSUED, 'sorry'],
        ['loyalty.offer.withheld.v1', 'sorry'],
      ]);
      expect(messages[1]?.data).toMatchObject({
        arm: 'treatment',
        reason: { text: expect.stringContaining('as many offers as may be') },
      });
      expect(await rig.reasonsOf(customerId)).toEqual(['passed', 'frequency-cap']);
    });
  });

  it('detractor-follow-up: a benefit for 0 to 6, once in 90 days', async () => {
    rig.serviceWith(jewellerWith('detractor-follow-up'));
    const answered = (customerId: string | undefined, score: number, survey = 'nps', hours = 1) =>
      anEvent(surveyAnswered, { data: { customerId, survey, score }, time: hoursAgo(hours) });
    const [six, seven] = [aCustomer('detractor-follow-up'), aCustomer('detractor-follow-up')];
    const { messages } = await rig.service.arrive(
      answered(seven, 7),
      answered(six, 5, 'csat'),
      answered(undefined, 0),
      answered(six, 6),
    );
    expect(said({ messages })).toEqual([[ISSUED, 'detractor-follow-up']]);
    expect(messages[0]?.data).toMatchObject({ customerId: six, kind: 'benefit', rewardRef: 'follow-up' });
    expect(messages[0]?.data).not.toHaveProperty('code');
    expect(said(await rig.service.arrive(answered(six, 0, 'nps', 0.5)))).toEqual([]);
  });

  it('surprise: a gift box for 1 purchase in 100, 20 a month', async () => {
    const programme = jewellerWith('surprise');
    const [campaign] = programme.campaigns;
    if (campaign?.trigger.kind !== 'event') throw new Error('surprise is for an event');
    const often = {
      ...programme,
      campaigns: [{ ...campaign, holdoutPercent: 0, trigger: { ...campaign.trigger, oneIn: 4 } }],
    };
    const purchases = Array.from({ length: 200 }, (_, index) =>
      anEvent(purchaseCompleted, {
        data: { customerId: `lucky-${index}`, orderId: `draw-${index}` },
        time: hoursAgo(1),
      }),
    );
    rig.serviceWith(often);
    const all = (
      await Promise.all([0, 1, 2, 3].map((part) => rig.service.arrive(...purchases.slice(part * 50, part * 50 + 50))))
    ).flatMap(said);
    expect(all.filter(([type]) => type === ISSUED)).toHaveLength(20);
    // One in four of 200, give or take five standard deviations.
    expect(Math.abs(all.length - 50)).toBeLessThan(31);
    expect(said(await rig.service.arrive(...purchases))).toEqual([]);
    const [budget] = await rig.db.query(
      `select month, unit, reserved, spent from budget where campaign_id = 'surprise'`,
    );
    expect(budget).toEqual({ month: '2027-03', unit: 'offers', reserved: 20n, spent: 0n });
  });

  it('refer-a-friend: 10 % for both at qualification, valid 90 days, of nobody held out', async () => {
    rig.serviceWith(jewellerWith('refer-a-friend'));
    const awarded = (customerId: string, rule: string, source = '/perennial/ledger') => {
      const event = anEvent(rewardIssued, {
        data: { customerId, reason: { rule, programmeVersion: 1, text: 'A friend' } },
        source,
        time: hoursAgo(1),
      });
      return { ...event, data: { ...event.data, rewardId: event.id } };
    };
    const { messages } = await rig.service.arrive(
      awarded('referrer', 'referral-referrer'),
      awarded('referee', 'referral-referee'),
      awarded('buyer', 'purchase'),
      awarded('somebody', 'referral-referrer', '/perennial/campaign'),
    );
    expect(messages.map(({ subject }) => subject).toSorted()).toEqual(['referee', 'referrer']);
    const [offer] = await rig.offersOf('referee');
    expect(offer).toMatchObject({ kind: 'discount', value: { percent: 10 } });
    expect(Date.parse(offer?.to ?? '') - Date.parse(offer?.from ?? '')).toBe(90 * 86_400_000);
  });

  it('makes no offer to who said no, and mails nobody for what is a week old', async () => {
    rig.serviceWith(jewellerWith('sorry', 'next-purchase'));
    const no = aCustomer('sorry');
    await rig.service.arrive(
      anEvent(customerUpserted, { data: { customerId: no, consents: { offers: false } }, time: hoursAgo(3) }),
    );
    const old = aCustomer('sorry');
    const issue = (customerId: string, hours: number): Envelope =>
      anEvent(serviceIssueReported, { data: { customerId, severity: 3 }, time: hoursAgo(hours) });
    expect(said(await rig.service.arrive(issue(no, 1), issue(old, 24 * 7)))).toEqual([]);
    expect([await rig.reasonsOf(no), await rig.reasonsOf(old)]).toEqual([['no-consent'], ['too-old']]);
  });
});
