import {
  encodeStructured,
  pointsAdjusted,
  pointsRedeemed,
  purchaseCompleted,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';
import { applyRecords } from '@perennial/messaging';
import { anEvent, freshDatabase, type FreshDatabase } from '@perennial/testing';

import { metricsService } from '../metrics.service.js';
import { GetProgrammeHealthRoute } from '../routes/get-programme-health.route.js';
import { forgetAwarded } from '../store/queries/note-awarded.js';
import { MetricsChunkHandler } from './metrics-chunk.handler.js';

const handler = new MetricsChunkHandler({ timeZone: 'UTC' });
const LEDGER = '/perennial/ledger';
/** Records older than two weeks by the database's clock are not measured. */
const STARTED = Date.now();

describe('the health of the programme', () => {
  let database: FreshDatabase;
  let offset = 0n;
  beforeEach(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
  });
  afterEach(() => database?.drop());

  /** Events that Kafka got so many milliseconds ago, on one topic. */
  async function arrive(events: readonly Envelope[], agoMs = 0, partition = 0): Promise<void> {
    const records = events.map((event) => {
      const { key, value, headers } = encodeStructured(event);
      const timestamp = String(STARTED - agoMs);
      return { key: Buffer.from(key), value, headers, timestamp, offset: (offset += 1n) };
    });
    const [first] = events;
    if (!first) return;
    const { topic } = encodeStructured(first);
    const around = {
      db: database.db,
      handler,
      service: 'metrics',
      source: '/perennial/metrics',
      clock: () => new Date(),
    };
    await applyRecords({ topic, partition }, records, around);
  }

  const health = (query: object = {}) => new GetProgrammeHealthRoute(database.db).get({ format: 'json', ...query });
  const ofLedger = (event: Envelope): Envelope => ({ ...event, source: LEDGER });
  const issued = (points: number, time: string, cause?: Envelope) =>
    ofLedger({
      ...anEvent(rewardIssued, { time, data: { points } }),
      ...(cause && { causationid: cause.id, causationsource: cause.source }),
    });
  const redeemed = (points: number, time: string) => ofLedger(anEvent(pointsRedeemed, { time, data: { points } }));

  it('counts a message once that comes three times, on two partitions', async () => {
    const award = issued(10, '2026-03-01T10:00:00Z');
    await arrive([award, award]);
    await arrive([award], 0, 1);
    expect(await health()).toMatchObject({ issued: 10, outstanding: 10 });
  });

  it('carries what is outstanding from period to period, also from before the window', async () => {
    await arrive([issued(100, '2026-01-05T10:00:00Z'), issued(50, '2026-03-02T10:00:00Z')]);
    await arrive([redeemed(30, '2026-02-01T10:00:00Z'), redeemed(20, '2026-03-31T10:00:00Z')]);
    const told = await health({ from: '2026-02-01', to: '2026-03-30', groupBy: 'month' });
    expect(told).toMatchObject({
      ...{ issued: 50, redeemed: 30, outstanding: 120, redemptionRate: 0.6 },
      groups: [
        { period: '2026-02', issued: 0, redeemed: 30, outstanding: 70, redemptionRate: null },
        { period: '2026-03', issued: 50, redeemed: 0, outstanding: 120 },
      ],
    });
  });

  it('keeps what a campaign issues apart, and refuses no message of somebody forgotten', async () => {
    await database.db.query(`insert into customer_record (customer_id, bucket, person_id) values ('c-9', 0, 'c-9')`);
    const gift = anEvent(rewardIssued, { data: { customerId: 'c-9', kind: 'gift', points: undefined } });
    const left = anEvent(pointsAdjusted, { data: { points: -5, reason: { rule: 'erasure', text: 'gone' } } });
    await arrive([{ ...gift, source: '/perennial/campaign' }, issued(5, '2026-03-01T10:00:00Z')]);
    await arrive([ofLedger(left)]);
    expect(await health()).toMatchObject({
      ...{ issued: 5, forgotten: 5, outstanding: 0, breakageRate: 1 },
      rewards: { ledger: { gift: 0 }, campaign: { gift: 1 } },
    });
    expect(await database.db.query('select reason from quarantine')).toEqual([]);
  });

  it.each(['the purchase', 'the award'])(
    'measures from purchase to first award, with %s heard of first',
    async (first) => {
      const bought = anEvent(purchaseCompleted, { time: new Date().toISOString() });
      const award = (points: number) => issued(points, bought.time, bought);
      const tell = [() => arrive([bought], 60_000), () => arrive([award(10)], 52_000)];
      for (const one of first === 'the purchase' ? tell : tell.reverse()) await one();
      await arrive([award(5)], 1_000);
      await arrive([issued(7, bought.time)], 1_000);
      const told = await health();
      expect(told).toMatchObject({ purchaseToReward: { awards: 1 } });
      if (!('purchaseToReward' in told)) throw new Error('JSON was asked for');
      // Eight seconds, told at most 9.1 % too long.
      expect(told.purchaseToReward.p99Seconds).toBeGreaterThanOrEqual(8);
      expect(told.purchaseToReward.p99Seconds).toBeLessThanOrEqual(8.8);
    },
  );

  it('keeps nothing of purchases and awards of which the other side cannot come any more', async () => {
    const bought = anEvent(purchaseCompleted, { time: new Date().toISOString() });
    await arrive([bought], 15 * 86_400_000);
    const noted = () => database.db.query('select 1 from awarded_purchase');
    expect(await noted()).toHaveLength(0);
    await arrive([issued(1, bought.time, bought)]);
    expect(await noted()).toHaveLength(1);
    await database.db.query(`update awarded_purchase set noted_at = noted_at - interval '14 days 1 minute'`);
    await forgetAwarded(database.db);
    expect(await noted()).toHaveLength(0);
  });
});
