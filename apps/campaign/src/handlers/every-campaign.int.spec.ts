import { readdirSync } from 'node:fs';

import {
  clvProjected,
  customerUpserted,
  deterministicId,
  engagementRecorded,
  purchaseCompleted,
  reviewPublished,
  rewardIssued,
  serviceIssueReported,
  surveyAnswered,
  type ClvProjected,
  type Envelope,
} from '@perennial/contracts';
import type { ChunkHandler, OutgoingMessage } from '@perennial/messaging';
import { loadProgramme, type Campaign, type Programme } from '@perennial/programme';
import { anEvent, freshDatabase, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';

import { campaignService } from '../campaign.service.js';
import { aVault } from '../codes/vault.fixture.js';
import { armOf } from '../domain/holdout.js';
import { endWithInvariants } from '../invariants-hold.fixture.js';
import { offerOnDates } from '../jobs/offer-on-dates.js';
import { CampaignChunkHandler } from './campaign-chunk.handler.js';

const NOW = new Date('2027-03-15T12:00:00Z');
const hoursAgo = (hours: number): string => new Date(NOW.getTime() - hours * 3_600_000).toISOString();

const born = (customerId: string) =>
  anEvent(customerUpserted, { data: { customerId, birthDate: '1990-03-15', consents: undefined }, time: hoursAgo(1) });

const worthMuchAndGone = (customerId: string) => {
  const [projection] = clvProjected.example.projections;
  const gone = { ...projection, pAliveMbg: 0.1, clvDecile: 9, clvMinor: 100_000, repeatCustomers: 500 };
  const data = { customerId, projections: [gone] as ClvProjected['projections'] };
  return anEvent(clvProjected, { data, source: '/perennial/metrics', time: hoursAgo(1) });
};

/** The first order of a customer's that is drawn. */
function drawnOrder(customerId: string, { id, trigger }: Campaign): string {
  if (trigger.kind !== 'event' || trigger.oneIn === undefined) throw new Error(`${id} draws nothing`);
  for (let nr = 0; ; nr += 1) {
    const orderId = `${customerId}-${nr}`;
    const draw = Number.parseInt(deterministicId('draw', trigger.seed ?? '', id, orderId).slice(0, 8), 16);
    if (draw * trigger.oneIn < 2 ** 32) return orderId;
  }
}

/** What makes a customer a candidate of each campaign now. */
const stories: Readonly<Record<string, (customerId: string, campaign: Campaign) => Envelope[]>> = {
  'next-purchase': (customerId) => [anEvent(purchaseCompleted, { data: { customerId }, time: hoursAgo(1) })],
  'birthday-code': (customerId) => [born(customerId)],
  'birthday-gift': (customerId) => [born(customerId)],
  'first-anniversary': (customerId) => [
    anEvent(purchaseCompleted, { data: { customerId }, time: '2026-03-15T10:00:00Z' }),
  ],
  'category-interest': (customerId) =>
    [60, 40, 1].map((hours) =>
      anEvent(engagementRecorded, {
        data: { customerId, kind: 'category-viewed', category: 'rings' },
        time: hoursAgo(hours),
      }),
    ),
  sorry: (customerId) => [anEvent(serviceIssueReported, { data: { customerId, severity: 3 }, time: hoursAgo(1) })],
  'win-back': (customerId) => [
    anEvent(purchaseCompleted, { data: { customerId }, time: hoursAgo(4) }),
    worthMuchAndGone(customerId),
  ],
  surprise: (customerId, campaign) => [
    anEvent(purchaseCompleted, {
      data: { customerId, orderId: drawnOrder(customerId, campaign) },
      time: hoursAgo(1),
    }),
  ],
  'detractor-follow-up': (customerId) => [
    anEvent(surveyAnswered, { data: { customerId, survey: 'nps', score: 3 }, time: hoursAgo(1) }),
  ],
  'refer-a-friend': (customerId) => {
    const reason = { rule: 'referral-referrer', programmeVersion: 1, text: 'A friend' };
    const event = anEvent(rewardIssued, {
      data: { customerId, reason },
      source: '/perennial/ledger',
      time: hoursAgo(1),
    });
    return [{ ...event, data: { ...event.data, rewardId: event.id } }];
  },
};

/** Thanks for a review: an offer that counts for the cap. */
const thanks: Campaign = {
  id: 'thanks',
  text: 'Thank you',
  trigger: { kind: 'event', on: 'commerce.review.published.v1' },
  offer: { kind: 'benefit', benefit: 'early-access', validDays: 30 },
  exempt: false,
  holdoutPercent: 0,
};

const campaigns = readdirSync('programmes')
  .filter((file) => /^jeweller.*\.yaml$/.test(file))
  .flatMap((file) => {
    const programme = loadProgramme(`programmes/${file}`);
    return programme.campaigns.map((campaign) => ({ id: campaign.id, campaign, programme }));
  });

describe.each(campaigns)('the campaign $id', ({ id, campaign, programme }) => {
  let database: FreshDatabase;
  let handler: ChunkHandler;
  let service: ServiceOnRecords;
  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const ofTheTest: ChunkHandler = {
      handle: (...chunk) => handler.handle(...chunk),
      forgottenAmong: (...asked) => handler.forgottenAmong(...asked),
    };
    service = new ServiceOnRecords('campaign', database.db, ofTheTest, () => NOW);
  });
  afterAll(async () => {
    await endWithInvariants(database.db, () => database.drop());
  });

  let nr = 0;
  const someone = (of: Campaign, arm: 'treatment' | 'holdout' = 'treatment'): string => {
    for (;;) {
      const customerId = `c-${(nr += 1)}`;
      if (armOf(customerId, id, of.holdoutPercent) === arm) return customerId;
    }
  };
  const storyOf = (customerId: string): Envelope[] => {
    const story = stories[id];
    if (!story) throw new Error(`nobody says what triggers ${id}`);
    return story(customerId, campaign);
  };
  /** What the service publishes about the campaign when events arrive and then dates are looked at. */
  const published = async (changed: Partial<Programme>, ...events: Envelope[]): Promise<string[]> => {
    const settings = { programme: { ...programme, offers: { controlPercent: 0 }, ...changed }, vault: aVault() };
    handler = new CampaignChunkHandler(settings);
    const messages: OutgoingMessage[] = [];
    for (const event of events) messages.push(...(await service.arrive(event)).messages);
    const before = new Set((await decisions()).map(({ decision_id }) => decision_id));
    await offerOnDates(database.db, settings, NOW);
    const onDates = (await decisions()).filter((one) => !before.has(one.decision_id) && one.outcome !== 'skipped');
    return [
      ...messages
        .filter(({ data }) => (data as { reason: { rule: string } }).reason.rule === id)
        .map(({ type }) => type),
      ...onDates.map(({ outcome }) => (outcome === 'offered' ? ISSUED : WITHHELD)),
    ];
  };
  const decisions = () =>
    database.db.query<{ decision_id: string; outcome: string; reason: string; customer_id: string }>(
      'select decision_id, outcome, reason, customer_id from decision where campaign_id = $1',
      [id],
    );
  const reasonsOf = async (customerId: string) =>
    (await decisions()).filter((one) => one.customer_id === customerId).map(({ reason }) => reason);
  const ISSUED = rewardIssued.type;
  const WITHHELD = 'loyalty.offer.withheld.v1';

  it('issues its offer once, and not again when everything is told again', async () => {
    const customerId = someone(campaign);
    const events = storyOf(customerId);
    expect(await published({ campaigns: [campaign] }, ...events)).toEqual([ISSUED]);
    expect(await published({ campaigns: [campaign] }, ...events)).toEqual([]);
    expect(await reasonsOf(customerId)).toEqual(['passed']);
  });

  it('is withheld in its holdout', async () => {
    // One that holds nobody out in the document does it as well, if it is to.
    const held = { ...campaign, holdoutPercent: campaign.holdoutPercent || 100 };
    const customerId = someone(held, 'holdout');
    expect(await published({ campaigns: [held] }, ...storyOf(customerId))).toEqual([WITHHELD]);
    expect(await reasonsOf(customerId)).toEqual(['holdout']);
  });

  it(`is ${campaign.exempt ? 'not ' : ''}withheld by the cap from who has had as many offers as may be`, async () => {
    const customerId = someone(campaign);
    const offers = { controlPercent: 0, perCustomer: { most: 1, days: 30 } };
    const review = anEvent(reviewPublished, { data: { customerId }, time: hoursAgo(70) });
    const changed = { campaigns: [campaign, thanks], offers };
    await published(changed, review);
    expect(await published(changed, ...storyOf(customerId))).toEqual([campaign.exempt ? ISSUED : WITHHELD]);
    expect(await reasonsOf(customerId)).toEqual([campaign.exempt ? 'passed' : 'frequency-cap']);
  });

  it('is withheld when the budget of the month is used up', async () => {
    const [{ made } = { made: 0 }] = await database.db.query<{ made: number }>(
      `select reserved::int4 as made from budget where campaign_id = $1 and unit = 'offers'`,
      [id],
    );
    const scarce = { ...campaign, budgetPerMonth: { offers: made + 1 } };
    const [first, second] = [someone(campaign), someone(campaign)];
    expect(await published({ campaigns: [scarce] }, ...storyOf(first))).toEqual([ISSUED]);
    expect(await published({ campaigns: [scarce] }, ...storyOf(second))).toEqual([WITHHELD]);
    expect([await reasonsOf(first), await reasonsOf(second)]).toEqual([['passed'], ['budget']]);
  });
});
