import { customersMigrations } from '@perennial/customers';
import { messagingMigrations } from '@perennial/messaging';
import { ordersMigrations } from '@perennial/orders';
import { migrate } from '@perennial/persistence';
import { describeTables, freshDatabase, type FreshDatabase } from '@perennial/testing';

import { metricsService } from '../metrics.service.js';
import { purchaseDaysAndModels } from './0001-purchase-days-and-models.js';
import { keptGauges } from './0035-kept-gauges.js';
import { metricsMigrations } from './index.js';

const own = [...customersMigrations, ...ordersMigrations, ...metricsMigrations];

describeTables({
  service: 'metrics',
  migrations: own,
  memberFamily: [
    ...['customer', 'customer_merge', 'customer_profile', 'customer_record', 'purchase_day', 'purchase_history'],
    ...['tier_change', 'campaign_offer'],
  ],
  memberColumns: ['customer_id', 'from_customer_id', 'into_customer_id', 'person_id'],
  registries: ['commerce_order', 'erased_subject', 'follow_up_case', 'survey_answer', 'survey_invitation'],
  // About all customers together: they would stay behind, or be made anew, where buckets move. job_lease is out of use,
  // and stays until no running build takes it any more. What the programme comes to is counted by partition.
  ofTheDatabase: [
    ...['job_lease', 'model', 'model_generation'],
    ...['programme_day', 'awarded_purchase', 'award_delay_day', 'target', 'gauge_reading'],
  ],
  reportsBy: ['purchase_day.day', 'purchase_history.currency'],
  ownWords: ['job_lease.job', 'job_lease.owner', 'model_generation.reason'],
});

describe('a model', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase('metrics', own);
  });
  afterAll(() => database?.drop());

  it('stays as it was fitted, whatever the service would do', async () => {
    await expect(database.db.query("update model set fit = '{}'")).rejects.toThrow(/permission denied/);
    await expect(database.db.query('delete from model_generation')).rejects.toThrow(/permission denied/);
  });
});

describe('an installation made when only metrics had leases', () => {
  it('gets what delivery and HTTP have needed since', async () => {
    const [first, ...later] = messagingMigrations;
    const database = await freshDatabase('metrics', first ? [first, purchaseDaysAndModels] : []);
    try {
      const applied = await migrate({ ownerUrl: database.ownerUrl, migrations: metricsService.migrations });
      const missing = [...later, ...own].filter((migration) => migration !== purchaseDaysAndModels);
      expect(new Set(applied)).toEqual(new Set(missing.map(({ migrationName }) => migrationName)));
      // As the runtime role.
      for (const table of ['parked_event', 'idempotency_key', 'lease'])
        expect(await database.db.query(`delete from ${table} returning 1`)).toEqual([]);
    } finally {
      await database.drop();
    }
  });
});

describe('orders and customers of before @perennial/orders', () => {
  it('are as they were: who bought what, when, and what was cancelled', async () => {
    const database = await freshDatabase('metrics', [...messagingMigrations, purchaseDaysAndModels]);
    try {
      await database.db.query(`insert into customer values ('ann', 1, 1), ('bob', 2, 0)`);
      await database.db.query(`
        insert into shop_order (order_id, bucket, customer_id, revision, currency, amount_minor, placed_at, cancelled, cancelled_for)
        values ('counts', 1, 'ann', 3, 'USD', 500, '2026-01-01T10:00:00Z', false, null),
               ('cancelled', 2, 'bob', 0, 'USD', 7, '2026-01-01T10:00:00Z', true, 'bob'),
               ('in another name', 1, 'ann', 0, 'USD', 9, '2026-01-01T10:00:00Z', true, 'bob'),
               ('of a guest', 3, null, 0, 'EUR', 9, '2026-01-01T10:00:00Z', false, null),
               ('only cancelled', 4, null, null, null, null, null, true, 'ann')`);
      await migrate({ ownerUrl: database.ownerUrl, migrations: metricsService.migrations });
      expect(
        await database.db.query(
          `select order_id, bucket, customer_id, revision::text, total_minor::text, cancelled from commerce_order order by order_id`,
        ),
      ).toEqual([
        { order_id: 'cancelled', bucket: 2, customer_id: 'bob', revision: '0', total_minor: '7', cancelled: true },
        { order_id: 'counts', bucket: 1, customer_id: 'ann', revision: '3', total_minor: '500', cancelled: false },
        {
          order_id: 'in another name',
          bucket: 1,
          customer_id: 'ann',
          revision: '0',
          total_minor: '9',
          cancelled: false,
        },
        { order_id: 'of a guest', bucket: 3, customer_id: null, revision: '0', total_minor: '9', cancelled: false },
        {
          order_id: 'only cancelled',
          bucket: 4,
          customer_id: null,
          revision: null,
          total_minor: null,
          cancelled: true,
        },
      ]);
      expect(await database.db.query('select customer_id, bucket, person_id from customer_record order by 1')).toEqual([
        { customer_id: 'ann', bucket: 1, person_id: 'ann' },
        { customer_id: 'bob', bucket: 2, person_id: 'bob' },
      ]);
    } finally {
      await database.drop();
    }
  });
});

describe('generations of before cursors were cleared', () => {
  it('name nobody any more when all of their projections are published; the one under way goes on where it was', async () => {
    const before = metricsService.migrations.filter((migration) => migration !== keptGauges);
    const database = await freshDatabase('metrics', before);
    try {
      await database.db.query(`
        insert into model_generation (generation, fitted_at, reason, published_until, published)
        values (1, now(), 'no-model', 'c-9', true), (2, now(), 'grown', 'c-3', false)`);
      await migrate({ ownerUrl: database.ownerUrl, migrations: metricsService.migrations });
      expect(await database.db.query('select generation, published_until from model_generation order by 1')).toEqual([
        { generation: 1, published_until: '' },
        { generation: 2, published_until: 'c-3' },
      ]);
    } finally {
      await database.drop();
    }
  });
});
