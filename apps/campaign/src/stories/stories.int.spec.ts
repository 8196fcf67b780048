import { bucketOf, customerUpserted, type ReviewPublished } from '@perennial/contracts';
import { becomes, isErasedAt } from '@perennial/oracle';
import { anEvent, settableClock } from '@perennial/testing';

import { endWithInvariants } from '../invariants-hold.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { CampaignRoutes } from '../results/campaign-routes.fixture.js';
import { decideHeld } from '../reviews/decide-held.js';
import { january, reviews, takesBack } from '../reviews/shop.fixture.js';

interface Page {
  readonly items: readonly { readonly reviewId: string }[];
  readonly nextCursor: string | null;
}

describe('the feed of stories', () => {
  const clock = settableClock('2027-01-20T10:00:00Z');
  let routes: CampaignRoutes;
  beforeEach(async () => {
    routes = await CampaignRoutes.start(jewellerWith(), clock);
  });
  afterEach(async () => {
    await endWithInvariants(routes.database.db, () => routes.end());
  });

  const says = (customerId: string, consents: Record<string, boolean> | undefined, time = '2027-01-01T00:00:00Z') =>
    anEvent(customerUpserted, { data: { customerId, consents }, time });
  const writes = (customerId: string, day: number, more: Partial<ReviewPublished> = {}) =>
    reviews(customerId, `of ${customerId}`, january(day), `sku-of-${customerId}`, { rating: 4, ...more });
  const page = async (query = '') => (await routes.get(`reviews/stories${query}`)) as Page;
  const feed = async (query = '') => (await page(query)).items.map(({ reviewId }) => reviewId);
  const kept = () => routes.database.db.query('select review_id from review_story');

  it('has what customers wrote who consent to it, and neither their names nor what nobody consented to', async () => {
    await routes.service.arrive(
      ...[
        says('ann', { stories: true }),
        says('bob', { stories: false }),
        says('cid', { email: true }),
        says('eve', undefined),
      ],
    );
    await routes.service.arrive(...['ann', 'bob', 'cid', 'dan', 'eve'].map((customerId) => writes(customerId, 10)));
    expect(await page()).toEqual({
      items: [
        {
          ...{ reviewId: 'of ann', sku: 'sku-of-ann', stars: 4, verified: true },
          publishedAt: '2027-01-10T12:00:00.000Z',
        },
      ],
      nextCursor: null,
    });
  });

  it('loses what is withdrawn at once, and has it again with a new consent', async () => {
    await routes.service.arrive(says('ann', { stories: true }));
    await routes.service.arrive(writes('ann', 10));
    expect(await feed()).toEqual(['of ann']);
    await routes.service.arrive(says('ann', { stories: false }, '2027-01-11T00:00:00Z'));
    expect(await feed()).toEqual([]);
    // What was said before that comes late.
    await routes.service.arrive(says('ann', { stories: true }, '2027-01-10T23:00:00Z'));
    expect(await feed()).toEqual([]);
    await routes.service.arrive(says('ann', { stories: true }, '2027-01-12T00:00:00Z'));
    expect(await feed()).toEqual(['of ann']);
  });

  it('has only reviews that stand: what a person released, and none that is held, confirmed as not to be believed, or taken back', async () => {
    const crowd = Array.from({ length: 8 }, (_, index) => `c-${index}`);
    await routes.service.arrive(...[...crowd, 'ann', 'bob'].map((customerId) => says(customerId, { stories: true })));
    // Nobody bought what 8 review on one day.
    await routes.service.arrive(...crowd.map((customerId) => writes(customerId, 10, { sku: 'ring' })));
    expect(await routes.database.db.query(`select from review where standing = 'held'`)).toHaveLength(8);
    await routes.service.arrive(writes('ann', 10), writes('bob', 11));
    expect(await feed()).toEqual(['of bob', 'of ann']);
    await routes.service.arrive(takesBack('bob', 'of bob', january(12)));
    expect(await feed()).toEqual(['of ann']);
    const decide = (reviewId: string, step: 'released' | 'confirmed') =>
      routes.database.db.transaction((tx) => decideHeld(tx, reviewId, step, { actor: 'mia', remark: 'called' }, clock));
    await decide('of c-1', 'released');
    await decide('of c-2', 'confirmed');
    expect(await feed()).toEqual(['of c-1', 'of ann']);
  });

  it('is chosen from by stars and by product', async () => {
    const people = [1, 2, 3, 4, 5];
    await routes.service.arrive(...people.map((stars) => says(`c-${stars}`, { stories: true })));
    await routes.service.arrive(...people.map((stars) => writes(`c-${stars}`, stars, { rating: stars })));
    expect(await feed('?minStars=4')).toEqual(['of c-5', 'of c-4']);
    expect(await feed('?minStars=4&sku=sku-of-c-4')).toEqual(['of c-4']);
    expect(await feed('?sku=sku-of-c-1')).toEqual(['of c-1']);
    expect(await routes.get('reviews/stories?minStars=6')).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('comes page by page, the newest first, also of the same instant', async () => {
    const people = ['a', 'b', 'c', 'd', 'e'];
    await routes.service.arrive(...people.map((customerId) => says(customerId, { stories: true })));
    await routes.service.arrive(...people.map((customerId) => writes(customerId, customerId === 'e' ? 11 : 10)));
    const first = await page('?limit=2');
    expect(first).toMatchObject({ items: [{ reviewId: 'of e' }, { reviewId: 'of d' }] });
    // Its last one is nothing any more, and the next page still begins behind it.
    await routes.service.arrive(isErasedAt('d', january(12)));
    const second = await page(`?limit=2&cursor=${encodeURIComponent(first.nextCursor ?? '')}`);
    expect(second).toMatchObject({ items: [{ reviewId: 'of c' }, { reviewId: 'of b' }] });
    expect(await page(`?limit=2&cursor=${encodeURIComponent(second.nextCursor ?? '')}`)).toMatchObject({
      ...{ items: [{ reviewId: 'of a' }], nextCursor: null },
    });
    expect(await routes.get('reviews/stories?cursor=nobody')).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('looks at 1,000 reviews for a page, and goes on behind them when it has found too few', async () => {
    await routes.service.arrive(says('ann', { stories: true }), says('bob', { stories: true }));
    await routes.service.arrive(writes('ann', 10), writes('bob', 9));
    // Of somebody who does not consent: with that of ann 1,000, and that of bob behind them.
    await routes.database.db.query(`
      insert into review (review_id, bucket, customer_id, sku, published_at, day, unpublished, standing, score, hold_from,
                          reasons, excused, steps)
      select 'r-' || n, 1, 'dan', 'ring', '2027-01-10T00:00:00Z', '2027-01-10', false, 'trusted', 0, 100, '[]', '{}', 0
        from generate_series(1, 999) n`);
    const first = await page();
    expect(first).toMatchObject({ items: [{ reviewId: 'of ann' }], nextCursor: '2027-01-10T00:00:00.000Z_r-1' });
    expect(await page(`?cursor=${first.nextCursor ?? ''}`)).toMatchObject({
      ...{ items: [{ reviewId: 'of bob' }], nextCursor: null },
    });
    await routes.service.arrive(says('ann', { stories: false }, '2027-01-11T00:00:00Z'));
    expect(await page()).toEqual({ items: [], nextCursor: '2027-01-10T00:00:00.000Z_r-1' });
    expect(await page('?sku=sku-of-bob')).toMatchObject({ items: [{ reviewId: 'of bob' }], nextCursor: null });
    await routes.database.db.query(`delete from review where customer_id = 'dan'`);
  });

  it('asks the person that merged records are, by what they said last', async () => {
    await routes.service.arrive(says('ann', { stories: true }), says('ann b.', {}, '2027-01-02T00:00:00Z'));
    await routes.service.arrive(writes('ann', 10));
    await routes.service.arrive(becomes('ann', 'ann b.', january(11)));
    expect(await feed()).toEqual([]);
    await routes.service.arrive(says('ann b.', { stories: true }, january(12)));
    expect(await feed()).toEqual(['of ann']);
    await routes.service.arrive(isErasedAt('ann', january(13)));
    expect(await feed()).toEqual(['of ann']);
    // What is kept of it stays together.
    expect(await routes.database.db.query('select bucket from review_story')).toEqual([{ bucket: bucketOf('ann b.') }]);
  });

  it('has nothing of who is forgotten, and nothing of it is kept', async () => {
    await routes.service.arrive(says('ann', { stories: true }), says('bob', { stories: true }));
    await routes.service.arrive(writes('ann', 10), writes('bob', 10));
    await routes.service.arrive(isErasedAt('ann', january(11)));
    expect(await feed()).toEqual(['of bob']);
    expect(await kept()).toEqual([{ review_id: 'of bob' }]);
  });
});
