import {
  offerWithheld,
  pointsGranted,
  purchaseCompleted,
  rewardIssued,
  surveyAnswered,
  tierChanged,
} from '@perennial/contracts';
import { becomes } from '@perennial/oracle';
import { anEvent, freshDatabase, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';

import type { Grouping } from '../domain/grouping.js';
import { metricsService } from '../metrics.service.js';
import { GetNpsRoute } from '../routes/get-nps.route.js';
import { GetRepeatPurchaseRateRoute } from '../routes/get-repeat-purchase-rate.route.js';
import { GetRetentionRoute } from '../routes/get-retention.route.js';
import { MetricsChunkHandler } from './metrics-chunk.handler.js';

const clock = () => new Date('2026-06-01T12:00:00Z');
const JSON_FORMAT = { format: 'json' } as const;

const bought = (customerId: string, day: string, totalMinor = 1000) =>
  anEvent(purchaseCompleted, {
    data: { customerId, currency: 'USD', totalMinor, lines: undefined },
    time: `${day}T12:00:00Z`,
  });
const answered = (customerId: string | undefined, day: string, score: number) =>
  anEvent(surveyAnswered, { data: { customerId, survey: 'nps', score, orderId: undefined }, time: `${day}T12:00:00Z` });
const becameTier = (customerId: string, from: string, to: string, time: string, id?: string) => ({
  ...anEvent(tierChanged, { data: { customerId, from, to }, time, ...(id !== undefined && { id }) }),
  source: '/perennial/ledger',
});
const offered = (customerId: string, day: string, campaign: string, issuer = 'campaign') => ({
  ...anEvent(rewardIssued, {
    data: {
      ...{ customerId, kind: 'gift', points: undefined, rewardRef: 'bracelet' },
      reason: { rule: campaign, programmeVersion: 1, text: 'A gift for you' },
    },
    time: `${day}T12:00:00Z`,
  }),
  source: `/perennial/${issuer}`,
});
const granted = (customerId: string, day: string, campaignId: string) => ({
  ...anEvent(pointsGranted, { data: { customerId, campaignId, grantId: `g-${customerId}` }, time: `${day}T12:00:00Z` }),
  source: '/perennial/campaign',
});
const withheld = (customerId: string, day: string, campaignId: string) => ({
  ...anEvent(offerWithheld, { data: { customerId, campaignId, arm: 'holdout' }, time: `${day}T12:00:00Z` }),
  source: '/perennial/campaign',
});

describe('what reports tell customers apart by', () => {
  let database: FreshDatabase;
  let rig: ServiceOnRecords;
  beforeEach(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    rig = new ServiceOnRecords('metrics', database.db, new MetricsChunkHandler({ timeZone: 'UTC' }), clock);
  });
  afterEach(() => database?.drop());

  /** Group, share of who bought on two days, customers. */
  const rates = async (groupBy: 'tier' | 'campaign') => {
    const told = await new GetRepeatPurchaseRateRoute(database.db, 1).get({ ...JSON_FORMAT, groupBy });
    return 'groups' in told ? told.groups?.map(({ group, value, n }) => [group, value, n]) : [];
  };
  const averageOrders = async (groupBy: 'tier' | 'campaign') => {
    const told = await new GetRetentionRoute(database.db, clock, 'UTC', 1).get({ ...JSON_FORMAT, groupBy });
    return 'groups' in told ? told.groups?.map(({ group, averageOrderMinor }) => [group, averageOrderMinor]) : [];
  };
  const scores = async (by: 'tier' | 'campaign') => {
    const groupBy: Grouping = { by };
    const told = await new GetNpsRoute(database.db, 1).get({ ...JSON_FORMAT, groupBy });
    return 'groups' in told ? told.groups?.map(({ group, value, n }) => [group, value, n]) : [];
  };

  it('a purchase is of the tier in which its day began, however the changes came, and of the lowest before any change', async () => {
    const changes = [
      becameTier('ann', 'bronze', 'silver', '2026-02-01T12:00:00Z'),
      becameTier('ann', 'silver', 'gold', '2026-02-01T12:00:01Z'),
      becameTier('ann', 'gold', 'bronze', '2026-04-01T00:00:00Z'),
    ];
    await rig.arrive(...changes.toReversed());
    await rig.arrive(...changes);
    await rig.arrive(
      // The purchase that lifts ann to gold is still one of bronze.
      ...[bought('ann', '2026-02-01', 100), bought('ann', '2026-02-02', 200), bought('ann', '2026-04-01', 400)],
      ...[bought('ann', '2026-04-02', 800), bought('bob', '2026-03-01', 100)],
    );
    expect(await averageOrders('tier')).toEqual([
      ['bronze', (100 + 800 + 100) / 3],
      ['gold', 300],
    ]);
    expect(await rates('tier')).toEqual([
      ['bronze', 0.5, 2],
      ['gold', 1, 1],
    ]);
  });

  it('an answer is of the tier in which its day began, an anonymous one of none', async () => {
    await rig.arrive(becameTier('ann', 'bronze', 'gold', '2026-02-01T12:00:00Z'));
    await rig.arrive(answered('ann', '2026-02-01', 0), answered('ann', '2026-02-02', 10));
    await rig.arrive(answered('bob', '2026-02-02', 0), answered(undefined, '2026-02-02', 10));
    expect(await scores('tier')).toEqual([
      ['bronze', -100, 2],
      ['gold', 100, 1],
      [null, 100, 1],
    ]);
  });

  it('a campaign that gives points has those whom it gave some, and its holdout', async () => {
    await rig.arrive(bought('ann', '2026-02-01'), bought('ann', '2026-03-01'), bought('eve', '2026-02-03'));
    await rig.arrive(granted('ann', '2026-02-01', 'birthday-points'));
    await rig.arrive(withheld('eve', '2026-02-02', 'birthday-points'));
    expect(await rates('campaign')).toEqual([
      ['birthday-points', 1, 1],
      ['birthday-points:holdout', 0, 1],
    ]);
  });

  it('a campaign has the purchases from its first offer on, its holdout those from when an offer was withheld', async () => {
    await rig.arrive(
      ...[bought('ann', '2026-01-01'), bought('ann', '2026-02-01'), bought('ann', '2026-03-01')],
      ...[bought('bob', '2026-02-01'), bought('eve', '2026-02-01'), bought('eve', '2026-02-03')],
    );
    // Rewards of the ledger are no offers. The second offer is no first one, also where it comes first.
    await rig.arrive(offered('ann', '2026-03-01', 'welcome'), offered('ann', '2026-02-01', 'welcome'));
    await rig.arrive(offered('ann', '2026-03-01', 'thanks'), offered('bob', '2026-01-01', 'voucher', 'ledger'));
    await rig.arrive(withheld('eve', '2026-02-02', 'welcome'));
    expect(await rates('campaign')).toEqual([
      ['thanks', 0, 1],
      ['welcome', 1, 1],
      ['welcome:holdout', 0, 1],
      // Everybody once, before any offer.
      [null, 0, 3],
    ]);
    await rig.arrive(answered('ann', '2026-01-31', 0), answered('ann', '2026-02-01', 10));
    expect(await scores('campaign')).toEqual([
      ['welcome', 100, 1],
      [null, -100, 1],
    ]);
  });

  it('merged customers have the tiers and the first offers of both', async () => {
    await rig.arrive(bought('ann', '2026-02-05'), bought('anna', '2026-02-06'));
    await rig.arrive(becameTier('ann', 'bronze', 'gold', '2026-02-01T12:00:00Z'));
    await rig.arrive(offered('ann', '2026-02-06', 'welcome'), offered('anna', '2026-02-07', 'welcome'));
    await rig.arrive(becomes('ann', 'anna', '2026-03-01T10:00:00Z'));
    expect(await rates('tier')).toEqual([['gold', 1, 1]]);
    expect(await rates('campaign')).toEqual([
      ['welcome', 0, 1],
      [null, 0, 1],
    ]);
  });
});
