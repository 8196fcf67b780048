import {
  clvProjected,
  customerUpserted,
  engagementRecorded,
  purchaseCancelled,
  purchaseCompleted,
  rewardIssued,
  serviceIssueReported,
  surveyAnswered,
  type ClvProjected,
  type Envelope,
} from '@perennial/contracts';
import { lockCustomers } from '@perennial/customers';
import type { ChunkHandler } from '@perennial/messaging';
import type { Programme } from '@perennial/programme';
import { anEvent, freshDatabase, ServiceOnRecords, settableClock, type FreshDatabase } from '@perennial/testing';

import { campaignService } from '../campaign.service.js';
import { armOf } from '../domain/holdout.js';
import { campaignInvariants } from '../invariants.js';
import { offerOnDates } from '../jobs/offer-on-dates.js';
import { jewellerWith } from '../programme.fixture.js';
import { aVault } from '../codes/vault.fixture.js';
import { listOffers } from '../store/queries/list-offers.js';
import { CampaignChunkHandler } from './campaign-chunk.handler.js';

const NOW = '2027-03-15T12:00:00Z';
const clock = settableClock(NOW);
const hoursAgo = (hours: number): string => new Date(clock().getTime() - hours * 3_600_000).toISOString();

let count = 0;
/** A customer no other test has, in the treatment group of the campaign unless told otherwise. */
function aCustomer(campaignId: string, arm: 'treatment' | 'holdout' = 'treatment'): string {
  for (;;) {
    const customerId = `c-${(count += 1)}`;
    if (armOf(customerId, campaignId, 10) === arm) return customerId;
  }
}

describe('the campaigns of the jeweller', () => {
  let database: FreshDatabase;
  let handler: ChunkHandler;
  let service: ServiceOnRecords;
  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const ofTheTest: ChunkHandler = {
      handle: (...chunk) => handler.handle(...chunk),
      forgottenAmong: (...asked) => handler.forgottenAmong(...asked),
    };
    service = new ServiceOnRecords('campaign', database.db, ofTheTest, clock);
  });
  beforeEach(() => clock.set(NOW));
  afterAll(async () => {
    for (const { says, violation } of campaignInvariants(database.db))
      expect([says, await violation()]).toEqual([says, undefined]);
    await database?.drop();
  });

  const vault = aVault();
  const settingsOf = (programme: Programme) => ({ programme, vault });
  /** One service, which has the campaigns of the test. */
  const serviceWith = (programme: Programme): ServiceOnRecords => {
    handler = new CampaignChunkHandler(settingsOf(programme));
    return service;
  };
  const offersOf = async (customerId: string) =>
    ((await listOffers(database.db, customerId, vault)) ?? []).map(
      ({ campaignId, kind, value, scope, thing, note, validFrom, validTo }) => ({
        ...{ campaignId, kind, value, scope, thing, note },
        ...{ from: validFrom.toISOString(), to: validTo?.toISOString() },
      }),
    );
  const reasonsOf = async (customerId: string) =>
    (
      await database.db.query<{ reason: string }>(
        'select reason from decision where customer_id = $1 order by cause_at, decided_at',
        [customerId],
      )
    ).map(({ reason }) => reason);
  const said = ({
    messages,
  }: {
    readonly messages: readonly { readonly type: string; readonly data: object | null }[];
  }) => messages.map(({ type, data }) => [type, (data as { reason: { rule: string } }).reason.rule]);
  const ISSUED = rewardIssued.type;

  describe('category-interest', () => {
    beforeEach(() => serviceWith(jewellerWith('category-interest')));
    const view = (customerId: string, hours: number, category = 'rings') =>
      anEvent(engagementRecorded, { data: { customerId, kind: 'category-viewed', category }, time: hoursAgo(hours) });

    it('gives 15 % on the category after the third view in 7 days, valid 7 days, once in 30 days', async () => {
      const customerId = aCustomer('category-interest');
      expect(said(await service.arrive(view(customerId, 60), view(customerId, 40)))).toEqual([]);
      const third = view(customerId, 1);
      expect(said(await service.arrive(third))).toEqual([[ISSUED, 'category-interest']]);
      expect(await offersOf(customerId)).toEqual([
        {
          ...{ campaignId: 'category-interest', kind: 'discount', value: { percent: 15 } },
          ...{ scope: { categories: ['rings'] }, thing: undefined, note: undefined },
          ...{ from: new Date(third.at).toISOString(), to: new Date(third.at + 7 * 86_400_000).toISOString() },
        },
      ]);
      expect(said(await service.arrive(third, view(customerId, 0.5)))).toEqual([]);
      expect(await reasonsOf(customerId)).toEqual(['passed', 'cooldown']);
    });

    it('comes when the views arrive in any order, and each only counts once', async () => {
      const customerId = aCustomer('category-interest');
      const [one, two, three] = [view(customerId, 60), view(customerId, 40), view(customerId, 1)];
      expect(said(await service.arrive(three, three))).toEqual([]);
      expect(said(await service.arrive(one))).toEqual([]);
      expect(said(await service.arrive(two))).toEqual([[ISSUED, 'category-interest']]);
    });

    it('does not come to who bought in the category since, and does to who bought in another', async () => {
      const bought = (customerId: string, category: string) =>
        anEvent(purchaseCompleted, {
          data: { customerId, lines: [{ lineId: '1', sku: 's', category, quantity: 1, unitPriceMinor: 1 }] },
          time: hoursAgo(50),
        });
      const [rings, pins] = [aCustomer('category-interest'), aCustomer('category-interest')];
      await service.arrive(bought(rings, 'rings'), bought(pins, 'pins'));
      const views = (customerId: string) => [60, 40, 1].map((hours) => view(customerId, hours));
      expect(said(await service.arrive(...views(rings)))).toEqual([]);
      expect(said(await service.arrive(...views(pins)))).toEqual([[ISSUED, 'category-interest']]);
    });
  });

  describe('sorry', () => {
    beforeEach(() => serviceWith(jewellerWith('sorry')));
    const issue = (customerId: string, severity: number, hours = 1) =>
      anEvent(serviceIssueReported, { data: { customerId, severity }, time: hoursAgo(hours) });

    it('gives 10 % after what was serious, twice in 365 days', async () => {
      const customerId = aCustomer('sorry');
      const { messages } = await service.arrive(
        issue(customerId, 1, 4),
        issue(customerId, 2, 3),
        issue(customerId, 3, 2),
      );
      expect(said({ messages })).toEqual([
        [ISSUED, 'sorry'],
        [ISSUED, 'sorry'],
      ]);
      expect(said(await service.arrive(issue(customerId, 3, 1)))).toEqual([]);
      expect(await reasonsOf(customerId)).toEqual(['passed', 'passed', 'limit-reached']);
      clock.advance({ days: 366 });
      expect(said(await service.arrive(issue(customerId, 3)))).toEqual([[ISSUED, 'sorry']]);
    });

    it('is withheld in the holdout', async () => {
      const customerId = aCustomer('sorry', 'holdout');
      expect(said(await service.arrive(issue(customerId, 2)))).toEqual([['loyalty.offer.withheld.v1', 'sorry']]);
      expect(await offersOf(customerId)).toEqual([]);
    });

    it('is withheld from who has had three offers in 30 days, which says so', async () => {
      const customerId = aCustomer('sorry');
      const programme = jewellerWith('sorry');
      const bounds = { ...programme, offers: { ...programme.offers, perCustomer: { most: 1, days: 30 } } };
      const { messages } = await serviceWith(bounds).arrive(issue(customerId, 2, 3), issue(customerId, 2, 2));
      expect(said({ messages })).toEqual([
        [ISSUED, 'sorry'],
        ['loyalty.offer.withheld.v1', 'sorry'],
      ]);
      expect(messages[1]?.data).toMatchObject({
        arm: 'treatment',
        reason: { text: expect.stringContaining('as many offers as may be') },
      });
      expect(await reasonsOf(customerId)).toEqual(['passed', 'frequency-cap']);
    });
  });

  describe('win-back', () => {
    beforeEach(() => serviceWith(jewellerWith('win-back')));
    const projected = (customerId: string, changes: Partial<ClvProjected['projections'][number]>, hours = 1) =>
      anEvent(clvProjected, {
        data: {
          customerId,
          modelVersion: 'generation-1',
          projections: [
            {
              ...{ currency: 'USD', frequency: 4, recencyDays: 90, ageDays: 400, monetaryMinor: 5_000 },
              ...{ pAliveMbg: 0.2, clvDecile: 9, clvMinor: 100_000, repeatCustomers: 500, newCustomerClvMinor: 4_000 },
              ...changes,
            },
          ],
        },
        source: '/perennial/metrics',
        time: hoursAgo(hours),
      });

    it('gives 15 % to who was worth much and seems to be gone, once in 180 days', async () => {
      const customerId = aCustomer('win-back');
      await service.arrive(anEvent(purchaseCompleted, { data: { customerId }, time: hoursAgo(4) }));
      expect(said(await service.arrive(projected(customerId, { pAliveMbg: 0.3 }, 3)))).toEqual([]);
      expect(said(await service.arrive(projected(customerId, {}, 2)))).toEqual([[ISSUED, 'win-back']]);
      expect(said(await service.arrive(projected(customerId, { pAliveMbg: 0.1 })))).toEqual([]);
      expect(await reasonsOf(customerId)).toEqual(['passed']);
      clock.advance({ days: 181 });
      expect(said(await service.arrive(projected(customerId, {})))).toEqual([[ISSUED, 'win-back']]);
    });

    it('does not come to whom it does not pay: the margin guard says why', async () => {
      const customerId = aCustomer('win-back');
      const bought = anEvent(purchaseCompleted, { data: { customerId, totalMinor: 100_000 }, time: hoursAgo(9) });
      await service.arrive(bought);
      // 15 % of a mean order of 1000.00 are 150.00; 20 % of 700.00 are 140.00.
      const { messages } = await service.arrive(projected(customerId, { clvMinor: 70_000 }));
      expect(said({ messages })).toEqual([['loyalty.offer.withheld.v1', 'win-back']]);
      const [{ steps } = { steps: [] }] = await database.db.query<{ steps: object[] }>(
        'select steps from decision where customer_id = $1',
        [customerId],
      );
      expect(steps.at(-1)).toEqual({
        step: 'margin-guard',
        reason: 'margin-guard',
        inputs: {
          ...{ expectedMinor: 70_000, expectedOf: 'the customer', currency: 'USD', openMinor: 0 },
          ...{ worthMinor: 15_000, marginPercent: 20 },
        },
      });
    });
  });

  it('win-back: whom the budget keeps from an offer is decided about once a day and told of once, however often the state is told', async () => {
    const [campaign] = jewellerWith('win-back').campaigns;
    if (!campaign) throw new Error('win-back is a campaign');
    const broke = { ...campaign, holdoutPercent: 0, budgetPerMonth: { money: { EUR: 1 } } };
    const service = serviceWith({ ...jewellerWith('win-back'), campaigns: [broke] });
    const customerId = aCustomer('win-back');
    clock.set('2027-04-05T12:00:00Z');
    await service.arrive(anEvent(purchaseCompleted, { data: { customerId, totalMinor: 5_000 }, time: hoursAgo(9) }));
    const [projection] = clvProjected.example.projections;
    const tell = async () => {
      const projections = [
        { ...projection, pAliveMbg: 0.1, clvDecile: 9, clvMinor: 100_000, repeatCustomers: 500 },
      ] as ClvProjected['projections'];
      const event = anEvent(clvProjected, {
        data: { customerId, projections },
        source: '/perennial/metrics',
        time: hoursAgo(1),
      });
      return said(await service.arrive(event));
    };
    expect(await tell()).toEqual([['loyalty.offer.withheld.v1', 'win-back']]);
    expect([await tell(), await tell()]).toEqual([[], []]);
    expect(await reasonsOf(customerId)).toEqual(['budget']);
    clock.advance({ days: 1 });
    expect([await tell(), await tell()]).toEqual([[], []]);
    expect(await reasonsOf(customerId)).toEqual(['budget', 'budget']);
  });

  it('win-back: a backfill mails nobody; who is seen to go after it is won back; purchases that are still to come are waited for', async () => {
    serviceWith(jewellerWith('win-back'));
    const [gone, going] = [aCustomer('win-back'), aCustomer('win-back')];
    const expects = (customerId: string, pAliveMbg: number, hours = 1) => {
      const [projection] = clvProjected.example.projections;
      const projections = [{ ...projection, pAliveMbg, clvDecile: 9, clvMinor: 100_000, repeatCustomers: 500 }];
      const data = { customerId, projections: projections as ClvProjected['projections'] };
      return anEvent(clvProjected, { data, source: '/perennial/metrics', time: hoursAgo(hours) });
    };
    const bought = [gone, going].map((customerId) =>
      anEvent(purchaseCompleted, { data: { customerId }, time: hoursAgo(24 * 400) }),
    );
    expect(
      said(await service.arrive(expects(gone, 0.1, 9), ...bought, expects(gone, 0.1, 8), expects(going, 0.6))),
    ).toEqual([]);
    expect(said(await service.arrive(expects(gone, 0.6, 3), expects(gone, 0.1, 2)))).toEqual([]);
    clock.advance({ days: 8 });
    const { messages } = await service.arrive(expects(gone, 0.05), expects(going, 0.2));
    expect(messages.map(({ subject }) => subject)).toEqual([going]);
  });

  it('detractor-follow-up: a benefit for 0 to 6, once in 90 days', async () => {
    serviceWith(jewellerWith('detractor-follow-up'));
    const answered = (customerId: string | undefined, score: number, survey = 'nps', hours = 1) =>
      anEvent(surveyAnswered, { data: { customerId, survey, score }, time: hoursAgo(hours) });
    const [six, seven] = [aCustomer('detractor-follow-up'), aCustomer('detractor-follow-up')];
    const { messages } = await service.arrive(
      answered(seven, 7),
      answered(six, 5, 'csat'),
      answered(undefined, 0),
      answered(six, 6),
    );
    expect(said({ messages })).toEqual([[ISSUED, 'detractor-follow-up']]);
    expect(messages[0]?.data).toMatchObject({ customerId: six, kind: 'benefit', rewardRef: 'follow-up' });
    expect(messages[0]?.data).not.toHaveProperty('code');
    expect(said(await service.arrive(answered(six, 0, 'nps', 0.5)))).toEqual([]);
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
    serviceWith(often);
    const all = (
      await Promise.all([0, 1, 2, 3].map((part) => service.arrive(...purchases.slice(part * 50, part * 50 + 50))))
    ).flatMap(said);
    expect(all.filter(([type]) => type === ISSUED)).toHaveLength(20);
    // One in four of 200, give or take five standard deviations.
    expect(Math.abs(all.length - 50)).toBeLessThan(31);
    expect(said(await service.arrive(...purchases))).toEqual([]);
    const [budget] = await database.db.query(
      `select month, unit, reserved, spent from budget where campaign_id = 'surprise'`,
    );
    expect(budget).toEqual({ month: '2027-03', unit: 'offers', reserved: 20n, spent: 0n });
  });

  it('refer-a-friend: 10 % for both at qualification, valid 90 days, of nobody held out', async () => {
    serviceWith(jewellerWith('refer-a-friend'));
    const awarded = (customerId: string, rule: string, source = '/perennial/ledger') => {
      const event = anEvent(rewardIssued, {
        data: { customerId, reason: { rule, programmeVersion: 1, text: 'A friend' } },
        source,
        time: hoursAgo(1),
      });
      return { ...event, data: { ...event.data, rewardId: event.id } };
    };
    const { messages } = await service.arrive(
      awarded('referrer', 'referral-referrer'),
      awarded('referee', 'referral-referee'),
      awarded('buyer', 'purchase'),
      awarded('somebody', 'referral-referrer', '/perennial/campaign'),
    );
    expect(messages.map(({ subject }) => subject).toSorted()).toEqual(['referee', 'referrer']);
    const [offer] = await offersOf('referee');
    expect(offer).toMatchObject({ kind: 'discount', value: { percent: 10 } });
    expect(Date.parse(offer?.to ?? '') - Date.parse(offer?.from ?? '')).toBe(90 * 86_400_000);
  });

  describe('on dates', () => {
    const offerNow = (programme: Programme) => offerOnDates(database.db, settingsOf(programme), clock());
    const born = (customerId: string, birthDate: string, timezone?: string) =>
      anEvent(customerUpserted, { data: { customerId, birthDate, timezone, consents: undefined }, time: hoursAgo(1) });

    it('birthday-code: 20 % from 7 days before to 7 days after, once, whenever it is looked', async () => {
      // What new customers are worth was told by another test; who has bought nothing would be held to it.
      const programme = { ...jewellerWith('birthday-code'), offers: { controlPercent: 0 } };
      const customerId = aCustomer('birthday-code');
      await serviceWith(programme).arrive(born(customerId, '1990-03-25'));
      clock.set('2027-03-17T23:59:59Z');
      await offerNow(programme);
      expect(await offersOf(customerId)).toEqual([]);
      clock.set('2027-03-18T00:00:00Z');
      expect(await Promise.all([offerNow(programme), offerNow(programme)])).toContain(1);
      clock.advance({ days: 3 });
      expect(await offerNow(programme)).toBe(0);
      expect(await offersOf(customerId)).toMatchObject([
        {
          campaignId: 'birthday-code',
          value: { percent: 20 },
          from: '2027-03-18T00:00:00.000Z',
          to: '2027-04-02T00:00:00.000Z',
        },
      ]);
      clock.set('2028-03-18T00:00:00Z');
      expect(await offerNow(programme)).toBe(1);
      expect(await offersOf(customerId)).toHaveLength(2);
    });

    it('birthday-code: reaches who tells the date on the day, and a date that is changed within its year stops nobody', async () => {
      const programme = { ...jewellerWith('birthday-code'), offers: { controlPercent: 0 } };
      const service = serviceWith(programme);
      const [early, other, late] = [1, 2, 3].map(() => aCustomer('birthday-code'));
      clock.set('2029-02-05T10:00:00Z');
      await service.arrive(born(early ?? '', '1990-02-05'));
      expect(await offerNow(programme)).toBe(1);
      expect(await offersOf(early ?? '')).toMatchObject([{ to: '2029-02-13T00:00:00.000Z' }]);
      clock.set('2029-10-05T10:00:00Z');
      await service.arrive(
        born(early ?? '', '1990-10-05'),
        born(other ?? '', '1990-10-06'),
        born(late ?? '', '1990-09-29'),
      );
      expect(await offerNow(programme)).toBe(2);
      expect(await offerNow(programme)).toBe(0);
      expect(await offersOf(early ?? '')).toHaveLength(1);
      expect(await offersOf(other ?? '')).toHaveLength(1);
      expect(await offersOf(late ?? '')).toHaveLength(1);
    });

    it('birthday-code: is asked for again on each later day of its days when the cap withheld it, and not when it was answered', async () => {
      const programme = jewellerWith('birthday-code', 'sorry');
      const campaigns = programme.campaigns.map((campaign) => ({ ...campaign, holdoutPercent: 0 }));
      const capped = { ...programme, campaigns, offers: { controlPercent: 0, perCustomer: { most: 1, days: 30 } } };
      const service = serviceWith(capped);
      const customerId = aCustomer('birthday-code');
      clock.set('2027-06-10T10:00:00Z');
      await service.arrive(born(customerId, '1990-07-17'));
      const sorry = anEvent(serviceIssueReported, { data: { customerId, severity: 3 }, time: hoursAgo(1) });
      await service.arrive(sorry);
      clock.set('2027-07-10T00:00:00Z'); // Of 30 days since the other offer, 9 hours are left.
      expect([await offerNow(capped), await offerNow(capped)]).toEqual([1, 0]);
      clock.set('2027-07-10T23:59:45Z');
      expect(await offerNow(capped)).toBe(0);
      clock.set('2027-07-11T00:00:15Z');
      expect(await offerNow(capped)).toBe(1);
      clock.set('2027-07-12T00:00:15Z');
      expect(await offerNow(capped)).toBe(0);
      expect((await reasonsOf(customerId)).slice(1)).toEqual(['frequency-cap', 'passed']);
      expect((await offersOf(customerId))[0]).toMatchObject({
        ...{ campaignId: 'birthday-code', from: '2027-07-11T00:00:00.000Z', to: '2027-07-25T00:00:00.000Z' },
      });
    });

    it('birthday-code: waits for nobody whose date is only near', async () => {
      const programme = jewellerWith('birthday-code');
      const customerId = aCustomer('birthday-code');
      clock.set('2027-08-10T10:00:00Z');
      await serviceWith(programme).arrive(born(customerId, '1990-08-18'));
      await database.db.transaction(async (tx) => {
        await lockCustomers(tx, [customerId]);
        expect(await offerNow(programme)).toBe(0);
      });
      clock.set('2027-08-11T10:00:00Z');
      expect(await offerNow(programme)).toBe(1);
    });

    it('birthday-gift: a necklace with a note on the day, in the time zone of the customer; a changed date brings no second one', async () => {
      const programme = jewellerWith('birthday-gift');
      serviceWith(programme);
      clock.set('2027-05-10T00:00:00Z');
      await service.arrive(born('tokyo', '--05-11', 'Asia/Tokyo'));
      clock.set('2027-05-10T14:59:59Z');
      expect(await offerNow(programme)).toBe(0);
      clock.set('2027-05-10T15:00:00Z');
      expect(await offerNow(programme)).toBe(1);
      expect(await offersOf('tokyo')).toEqual([
        {
          ...{ campaignId: 'birthday-gift', kind: 'gift', value: undefined, scope: undefined, thing: 'boxed-necklace' },
          ...{ note: 'Happy birthday from all of us!', from: '2027-05-10T15:00:00.000Z', to: undefined },
        },
      ]);
      await service.arrive(born('tokyo', '--05-20', 'Asia/Tokyo'));
      clock.set('2027-05-20T03:00:00Z');
      await offerNow(programme);
      expect(await offersOf('tokyo')).toHaveLength(1);
    });

    it('birthday-gift: reaches who was born on 29 February, and everybody after two days without the service', async () => {
      const programme = jewellerWith('birthday-gift');
      clock.set('2027-02-20T00:00:00Z');
      const people = Array.from({ length: 1_100 }, (_, index) => `leap-${index}`);
      await serviceWith(programme).arrive(...people.map((customerId) => born(customerId, '1992-02-29')));
      clock.set('2027-03-02T00:00:00Z');
      expect(await offerNow(programme)).toBe(1_100);
      expect(await offerNow(programme)).toBe(0);
    });

    it('first-anniversary: each year, of the first purchase that was not returned whole', async () => {
      const programme = jewellerWith('first-anniversary');
      serviceWith(programme);
      const buys = (orderId: string, time: string) =>
        anEvent(purchaseCompleted, { data: { customerId: 'loyal', orderId }, time });
      await service.arrive(buys('a-2', '2025-07-09T10:00:00Z'), buys('a-1', '2025-07-04T10:00:00Z'));
      clock.set('2026-07-04T12:00:00Z');
      expect(await offerNow(programme)).toBe(1);
      await service.arrive(
        anEvent(purchaseCancelled, { data: { orderId: 'a-1', customerId: 'loyal' }, time: '2026-07-05T00:00:00Z' }),
      );
      clock.set('2027-07-04T12:00:00Z');
      expect(await offerNow(programme)).toBe(0);
      clock.set('2027-07-09T12:00:00Z');
      expect(await offerNow(programme)).toBe(1);
      expect((await offersOf('loyal')).map(({ from, thing }) => [from, thing])).toEqual([
        ['2027-07-09T00:00:00.000Z', 'card-and-token'],
        ['2026-07-04T00:00:00.000Z', 'card-and-token'],
      ]);
    });
  });

  it('makes no offer to who said no, and mails nobody for what is a week old', async () => {
    serviceWith(jewellerWith('sorry', 'next-purchase'));
    const no = aCustomer('sorry');
    await service.arrive(
      anEvent(customerUpserted, { data: { customerId: no, consents: { offers: false } }, time: hoursAgo(3) }),
    );
    const old = aCustomer('sorry');
    const issue = (customerId: string, hours: number): Envelope =>
      anEvent(serviceIssueReported, { data: { customerId, severity: 3 }, time: hoursAgo(hours) });
    expect(said(await service.arrive(issue(no, 1), issue(old, 24 * 7)))).toEqual([]);
    expect([await reasonsOf(no), await reasonsOf(old)]).toEqual([['no-consent'], ['too-old']]);
  });
});
