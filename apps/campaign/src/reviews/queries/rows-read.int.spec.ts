import { Database, type Tx } from '@perennial/persistence';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { campaignService } from '../../campaign.service.js';
import { countPaces } from './count-paces.js';
import { listAffected } from './list-affected.js';
import { listDaysAfter } from './list-days-after.js';
import { listReviewsOfOrders } from './list-reviews-of-orders.js';
import { listReviewsOn } from './list-reviews-on.js';
import { loadEvidence } from './load-evidence.js';

/** A review by each of 50,000 customers who bought the thing, 100 of each of 500 products; every tenth text was there before. */
const FILL = /* sql */ `
  with told as (
    select n, 'r-' || n as review_id, 'c-' || n as customer_id, 'sku-' || n % 500 as sku,
           '2027-01-01'::timestamptz + n * interval '1 minute' as at
      from generate_series(1, 50000) n
  ), record as (
    insert into customer_record (customer_id, bucket, person_id) select customer_id, 1, customer_id from told
  ), bought as (
    insert into commerce_order (order_id, bucket, revision, customer_id, currency, total_minor, placed_at, returned_minor,
                                returned_quantities, cancelled, forgotten, lines)
    select 'o-' || n, 1, 0, customer_id, 'USD', 1000, at - interval '1 hour', 0, '{}', false, false,
           jsonb_build_array(jsonb_build_object('lineId', '1', 'sku', sku, 'quantity', 1, 'unitPriceMinor', 1000))
      from told
  ), band as (
    insert into review_band (band, published_at, review_id, bucket)
    select md5(n % 45000 || ' ' || band)::uuid, at, review_id, 1 from told, generate_series(1, 4) band
  )
  insert into review (review_id, bucket, customer_id, sku, published_at, day, body_digest, signature, unpublished, standing,
                      score, hold_from, reasons, excused, steps)
  select review_id, 1, customer_id, sku, at, at::date, 'd-' || n % 45000, '{1,2,3,4}', false, 'trusted', 0, 100, '[]', '{}', 0
    from told`;

/** Rows that the transaction has read so far, of tables and of indexes. */
const READ = /* sql */ `
  select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int4 as rows from pg_stat_xact_user_tables`;

const ASKED = Array.from({ length: 200 }, (_, index) => `r-${50_000 - index}`);
const ORDERS = ASKED.map((reviewId) => reviewId.replace('r-', 'o-'));
const DAYS = Array.from({ length: 200 }, (_, index) => ({ sku: `sku-${index}`, day: '2027-02-04' }));

type Reading = (tx: Tx) => Promise<unknown>;

/** With the most rows that each may read: some of each review, and of each product the 83 reviews of its 28 days. */
const readings: readonly (readonly [string, number, Reading])[] = [
  ['what speaks against reviews', 20_000, (tx) => loadEvidence(tx, ASKED, { purchaseWithinDays: 365, pastDays: 28 })],
  ['on which reviews they bear', 2_500, (tx) => listAffected(tx, ASKED)],
  ['on which days they bear', 1_000, (tx) => listDaysAfter(tx, ASKED, 28)],
  ['how many there are on days', 20_000, (tx) => countPaces(tx, DAYS, 28)],
  ['on which their orders bear', 2_500, (tx) => listReviewsOfOrders(tx, ORDERS)],
  ['which there are on days', 1_000, (tx) => listReviewsOn(tx, DAYS)],
];

async function rowsRead(tx: Tx, read: Reading): Promise<number> {
  const rows = async () => (await tx.query<{ rows: number }>(READ))[0]?.rows ?? 0;
  const before = await rows();
  await read(tx);
  return (await rows()) - before;
}

/** Undoes what a test did, also what the database has found out of its tables. */
class Undone extends Error {}

async function undone(db: Database, work: Reading): Promise<void> {
  const settings = { plan_cache_mode: 'force_generic_plan', statement_timeout: '20000' };
  const result = db.transaction(async (tx) => {
    await work(tx);
    throw new Undone();
  }, settings);
  await expect(result).rejects.toThrow(Undone);
}

async function analysed(database: FreshDatabase): Promise<void> {
  const owner = await Database.connect({ url: database.ownerUrl, applicationName: 'test-analyze', poolSize: 1 });
  try {
    await owner.query('analyze');
  } finally {
    await owner.close();
  }
}

const nothing = (): Promise<void> => Promise.resolve();

describe.each([
  ['nobody has looked at', nothing],
  ['were empty when they were looked at', analysed],
  [
    'were empty again when they were looked at',
    async (database: FreshDatabase) => {
      await undone(database.db, (tx) => tx.query(FILL));
      await analysed(database);
    },
  ],
])('of 50,000 reviews that come at once, into tables that %s', (_title, prepare) => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    await prepare(database);
  });
  afterAll(() => database?.drop());

  it('as many are read as 200 of them have to do with, by statements that were prepared before them, too', async () => {
    const tooMany: [string, number][] = [];
    await undone(database.db, async (tx) => {
      for (const [, , read] of readings) await read(tx);
      await tx.query(FILL);
      for (const [what, most, read] of readings) {
        const rows = await rowsRead(tx, read);
        if (rows > most) tooMany.push([what, rows]);
      }
    });
    expect(tooMany).toEqual([]);
  });
});
