import { Database, type Tx } from '@perennial/persistence';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { campaignService } from '../../campaign.service.js';
import { VIEWS_COUNTED_MAX } from '../../domain/triggers/category-viewed.trigger.js';
import { countCandidates } from '../../fairness/queries/count-candidates.js';
import { sumWorths } from '../../fairness/queries/sum-worths.js';
import { holdGift } from '../../gifts/hold-gift.js';
import { jewellerWith } from '../../programme.fixture.js';
import { holdExperience } from '../../slots/queries/places.js';
import { listStories, LOOKED_AT_MAX } from '../../stories/queries/list-stories.js';
import { listSuggestions } from '../../suggestions/queries/list-suggestions.js';
import { keepViews, listInterests } from './category-views.js';
import { listAnswers } from './list-answers.js';
import { listLastDecisions } from './list-last-decisions.js';
import { listMeanOrders } from './list-mean-orders.js';
import { listOpenWorths } from './list-open-worths.js';

interface Plan {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}

/** Rows that the busiest node of a plan handled. */
function rowsOf(plan: Plan): number {
  const { 'Actual Rows': rows, 'Actual Loops': loops, 'Rows Removed by Filter': removed = 0, Plans: parts = [] } = plan;
  return Math.max((rows + removed) * loops, ...parts.map(rowsOf));
}

/** Pages of 8 kB that a plan looked at, also those of an index that it walked through and found nothing in. */
const pagesOf = (plan: Plan): number => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

/** Runs a reading; the rows that its statements handled, or what else is counted of them. */
async function rowsRead(db: Database, read: (tx: Tx) => Promise<unknown>, countOf = rowsOf): Promise<number> {
  let most = 0;
  await db.transaction(async (tx) => {
    const explaining: Tx = {
      async query(sql, params) {
        const [row] = await tx.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
          `explain (analyze, buffers, timing off, format json) ${sql}`,
          params,
        );
        most = Math.max(most, ...(row?.['QUERY PLAN'] ?? []).map(({ Plan: plan }) => countOf(plan)));
        return [];
      },
    };
    await read(explaining);
  });
  return most;
}

describe('what is read of a customer before an offer', () => {
  let database: FreshDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    db = database.db;
    await db.query(`
      insert into decision (customer_id, decision_id, bucket, campaign_id, programme_version, arm, outcome, reason, cause_source,
                            cause_id, cause_at, decided_at)
      select 'ann', gen_random_uuid(), 1, 'refer-a-friend', 1, 'treatment', 'offered', 'passed', '/ledger', n::text,
             '2027-01-01'::timestamptz + n * interval '1 minute', '2027-01-01'::timestamptz + n * interval '1 minute'
        from generate_series(1, 5000) n`);
    await db.query(`
      insert into commerce_order (order_id, bucket, revision, customer_id, currency, total_minor, placed_at, returned_minor,
                                  returned_quantities, cancelled, forgotten)
      select 'o-' || n, 1, 0, 'ann', 'USD', n, '2027-01-01'::timestamptz + n * interval '1 minute', 0, '{}', false, false
        from generate_series(1, 5000) n`);
    await db.query(`
      insert into review (review_id, bucket, customer_id, sku, published_at, day, unpublished, standing, score, hold_from,
                          reasons, excused, steps)
      select 'r-' || n, 1, 'c-' || n, 'ring-' || n % 2, '2027-01-01'::timestamptz + n * interval '1 minute', '2027-01-01', false, 'trusted', 0,
             100, '[]', '{}', 0
        from generate_series(1, 20000) n`);
    await db.query(`insert into review_story select review_id, bucket, 4, true from review`);
    await db.query(
      `insert into customer_record (customer_id, bucket, person_id) select customer_id, 1, customer_id from review`,
    );
    await db.query(`
      insert into customer_feature (customer_id, kind, bucket, data, at, source, event_id)
      select customer_id, 'profile', 1, '{"consents": {"stories": false}}', published_at, '/shop', review_id from review`);
    await db.query(`
      insert into offer (customer_id, offer_id, bucket, campaign_id, kind, thing, valid_from, programme_version, text)
      select customer_id, md5(customer_id)::uuid, 1, 'tasting', 'experience', 'workshop', published_at, 1, 'Come' from review`);
    await db.query(`
      insert into offer (customer_id, offer_id, bucket, campaign_id, kind, thing, valid_from, programme_version, text, worth_minor,
                         worth_currency, ended, ended_at)
      select 'ann', md5('ann-' || n)::uuid, 1, 'sorry', 'gift', 'card', '2027-01-01', 1, 'Sorry', 500, 'USD',
             case when n > 3 then 'expired' end, case when n > 3 then '2027-02-01'::timestamptz end
        from generate_series(1, 5000) n`);
    await db.query(`
      insert into suggestion (suggestion_id, bucket, customer_id, made_at, status)
      select md5('s-' || n)::uuid, 1, 'c-' || n, '2027-01-01'::timestamptz + n * interval '1 minute', 'open'
        from generate_series(1, 20000) n`);
    // As autovacuum does after a while; only the owner may.
    const owner = await Database.connect({ url: database.ownerUrl, applicationName: 'test-analyze', poolSize: 1 });
    try {
      await owner.query('analyze');
    } finally {
      await owner.close();
    }
  });
  afterAll(() => database?.drop());

  it('are as many answers as limits and cap can ask for, not the 5,000 there are', async () => {
    const programme = jewellerWith('refer-a-friend', 'sorry');
    expect((await listAnswers(db, ['ann'], programme.campaigns, programme)).get('ann')).toHaveLength(3);
    expect(await rowsRead(db, (tx) => listAnswers(tx, ['ann'], programme.campaigns, programme))).toBeLessThan(20);
  });

  it('are the candidates of a campaign by group, not what the others decided', async () => {
    const wanted = { campaignId: 'sorry', grouping: { by: 'country' }, from: undefined, until: undefined } as const;
    expect(await rowsRead(db, (tx) => countCandidates(tx, wanted, 10))).toBe(0);
    expect(await rowsRead(db, (tx) => sumWorths(tx, wanted).then(() => undefined))).toBe(0);
  });

  it('is the last decision of a campaign', async () => {
    const [campaign] = jewellerWith('refer-a-friend').campaigns;
    if (!campaign) throw new Error('refer-a-friend is a campaign');
    const asked = [{ customerId: 'ann', campaign }];
    expect([...(await listLastDecisions(db, asked)).values()]).toMatchObject([{ outcome: 'offered' }]);
    expect(await rowsRead(db, (tx) => listLastDecisions(tx, asked))).toBeLessThan(20);
  });

  it('is the mean of the latest 100 orders', async () => {
    expect((await listMeanOrders(db, ['ann'])).get('ann')).toEqual(new Map([['USD', 4_950.5]]));
    expect(await rowsRead(db, (tx) => listMeanOrders(tx, ['ann']))).toBeLessThan(200);
  });

  it('are the latest 1,000 views of a category, of a machine that reads all day, and the latest purchase in it', async () => {
    const since = new Date('2027-01-01T00:00:00Z');
    const viewed = Array.from({ length: 2_500 }, (_, index) => ({
      ...{ customerId: 'bot', category: 'rings', source: '/shop', id: `v-${index}` },
      at: since.getTime() + index * 1_000,
    }));
    for (let from = 0; from < viewed.length; from += 500)
      await db.transaction((tx) => keepViews(tx, viewed.slice(from, from + 500), since));
    const [interest] = (await listInterests(db, viewed.slice(-1), since)).values();
    expect(interest?.views).toEqual(viewed.slice(-VIEWS_COUNTED_MAX).map(({ at }) => at));
    expect(interest?.lastPurchaseAt).toBeUndefined();
  });

  it('is the worth of the 3 offers that are open, not of the 5,000 there were', async () => {
    const now = new Date('2027-03-01T00:00:00Z');
    expect((await listOpenWorths(db, ['ann'], now)).get('ann')).toHaveLength(3);
    expect(await rowsRead(db, (tx) => listOpenWorths(tx, ['ann'], now))).toBeLessThan(20);
  });

  it('is the offer that somebody takes a place for or chooses a gift of, not the offers of 20,000 customers', async () => {
    const [{ offerId } = { offerId: '' }] = await db.query<{ offerId: string }>(
      `select offer_id as "offerId" from offer where customer_id = 'c-1'`,
    );
    expect(await holdExperience(db, 'c-1', offerId)).toMatchObject({ campaignId: 'tasting' });
    expect(await rowsRead(db, (tx) => holdExperience(tx, 'c-1', offerId), pagesOf)).toBeLessThan(30);
    expect(await rowsRead(db, (tx) => holdGift(tx, 'c-1', offerId), pagesOf)).toBeLessThan(30);
  });

  it.each([undefined, 'ring-1'])(
    'are 1,000 reviews for a page of stories, of 20,000 to which nobody consents: of %s',
    async (sku) => {
      const wanted = { sku, minStars: 1, limit: 50 };
      const half = { at: new Date('2027-01-07T22:40:00Z'), id: 'r-10000' };
      for (const after of [undefined, half]) {
        const { stories, next } = await listStories(db, { ...wanted, after });
        expect([stories, next && Number(next.id.slice(2))]).toEqual([[], expect.any(Number)]);
        expect(await rowsRead(db, (tx) => listStories(tx, { ...wanted, after }))).toBeLessThanOrEqual(LOOKED_AT_MAX);
      }
    },
  );

  it('are the suggestions of a page, also of one in the middle', async () => {
    const half = { at: new Date('2027-01-07T22:40:00Z'), id: '00000000-0000-0000-0000-000000000000' };
    for (const after of [undefined, half]) {
      expect(await listSuggestions(db, { status: 'open', after, limit: 51 })).toHaveLength(51);
      const read = (tx: Tx) => listSuggestions(tx, { status: 'open', after, limit: 51 });
      expect(await rowsRead(db, read)).toBeLessThanOrEqual(51);
    }
  });
});
