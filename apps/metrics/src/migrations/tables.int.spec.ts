import { describeTables, freshDatabase, type FreshDatabase } from '@perennial/testing';

import { metricsMigrations } from './index.js';

describeTables({
  service: 'metrics',
  migrations: metricsMigrations,
  memberFamily: ['customer', 'purchase_day', 'purchase_history'],
  memberColumns: ['customer_id'],
  registries: ['shop_order'],
  // About all customers together: they would stay behind, or be made anew, where buckets move.
  ofTheDatabase: ['job_lease', 'model', 'model_generation'],
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
