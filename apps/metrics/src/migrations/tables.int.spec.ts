import { messagingMigrations } from '@perennial/messaging';
import { migrate } from '@perennial/persistence';
import { describeTables, freshDatabase, type FreshDatabase } from '@perennial/testing';

import { metricsService } from '../metrics.service.js';
import { metricsMigrations } from './index.js';

describeTables({
  service: 'metrics',
  migrations: metricsMigrations,
  memberFamily: ['customer', 'purchase_day', 'purchase_history'],
  memberColumns: ['customer_id'],
  registries: ['shop_order'],
  // About all customers together: they would stay behind, or be made anew, where buckets move. job_lease is out of use,
  // and stays until no running build takes it any more.
  // What the programme comes to is counted by partition, not by member.
  ofTheDatabase: [
    ...['job_lease', 'model', 'model_generation'],
    ...['programme_day', 'awarded_purchase', 'award_delay_day'],
  ],
  ownWords: ['job_lease.job', 'job_lease.owner', 'model_generation.reason'],
});

describe('a model', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsMigrations);
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
    const database = await freshDatabase('metrics', first ? [first, ...metricsMigrations] : []);
    try {
      const applied = await migrate({ ownerUrl: database.ownerUrl, migrations: metricsService.migrations });
      expect(applied).toEqual(later.map(({ migrationName }) => migrationName));
      // As the runtime role.
      for (const table of ['parked_event', 'idempotency_key', 'lease'])
        expect(await database.db.query(`delete from ${table} returning 1`)).toEqual([]);
    } finally {
      await database.drop();
    }
  });
});
