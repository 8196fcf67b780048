import { bodySignatureOf, reviewHeld, reviewReleased } from '@perennial/contracts';
import { becomes, isErasedAt } from '@perennial/oracle';
import { checkInvariants } from '@perennial/messaging';
import { freshDatabase, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';

import { aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';
import { campaignInvariants } from '../invariants.js';
import { findReview } from './queries/find-review.js';
import { listReviewSteps } from './queries/list-review-steps.js';
import { buys, january, reviews, sendsBack, takesBack } from './shop.fixture.js';

const programme = jewellerWith();
const LONG = 'the clasp of this bracelet opened twice while walking and the shop sent a new one within a week';

describe('the trust in reviews', () => {
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  beforeEach(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const handler = new CampaignChunkHandler({ programme, vault: aVault() });
    service = new ServiceOnRecords('campaign', database.db, handler, () => new Date('2027-02-01T00:00:00Z'));
  });
  afterEach(async () => {
    const results = await checkInvariants(campaignInvariants(database.db));
    await database.drop();
    expect(results.filter(({ holds }) => !holds)).toEqual([]);
  });

  const codesOf = async (reviewId: string) => {
    const review = await findReview(database.db, reviewId);
    return review?.judgement.reasons.map(({ code }) => code);
  };
  const standingOf = async (reviewId: string) => (await findReview(database.db, reviewId))?.judgement.standing;
  const stepsOf = async (reviewId: string) => (await listReviewSteps(database.db, reviewId)).map(({ what }) => what);
  /** Eight people who bought nothing review a thing on one day. */
  const burstOn = (sku: string, day = 10, writers = 8) =>
    Array.from({ length: writers }, (_, index) => reviews(`b-${index}`, `${sku}-${index}`, january(day), sku));

  it('holds a burst of 8 unverified reviews, all of them, and none of 7; a purchase that comes late lifts one', async () => {
    const [last, ...first] = burstOn('ring').toReversed();
    expect((await service.arrive(...first)).messages).toEqual([]);
    const { messages } = await service.arrive(last!);
    expect(messages.map(({ type, causationid }) => [type, causationid])).toEqual(
      Array.from({ length: 8 }, () => [reviewHeld.type, last!.id]),
    );
    expect(reviewHeld.data.parse(messages[0]?.data)).toEqual({
      ...{ reviewId: 'ring-0', customerId: 'b-0', sku: 'ring', score: 100 },
      reasons: [
        { code: 'unverified', weight: 50, evidence: { withinDays: 365, orders: 0, returned: 0 } },
        { code: 'burst', weight: 50, evidence: { onDay: 8, expected: 0.7, tail: expect.closeTo(7.7e-7, 8) } },
      ],
    });

    const bought = buys('b-3', 'o', january(9), 'ring');
    const lifted = (await service.arrive(bought)).messages.filter(({ type }) => type.startsWith('loyalty.review'));
    expect(lifted).toMatchObject([
      {
        type: reviewReleased.type,
        causationid: bought.id,
        data: { reviewId: 'ring-3', score: 50, by: 'evidence', reasons: [{ code: 'burst' }] },
      },
    ]);
    expect(reviewReleased.data.parse(lifted[0]?.data)).toEqual(lifted[0]?.data);
    const { messages: again } = await service.arrive(sendsBack('b-3', 'o', january(20), '1'));
    expect(again).toMatchObject([{ type: reviewHeld.type, data: { reviewId: 'ring-3' } }]);
    expect(new Set([...messages, ...lifted, ...again].map(({ id }) => id)).size).toBe(10);
    expect(await stepsOf('ring-3')).toEqual(['held', 'lifted', 'held']);
  });

  it('takes the usual pace of a product from the 28 days before', async () => {
    const past = Array.from({ length: 28 }, (_, index) =>
      reviews(`p-${index}`, `p-${index}`, january(1 + (index % 9)), 'ring'),
    );
    await service.arrive(...burstOn('ring'));
    expect(await standingOf('ring-0')).toBe('held');
    // What comes late makes 8 a day usual.
    await service.arrive(...past);
    expect(await standingOf('ring-0')).toBe('trusted');
    expect(await stepsOf('ring-7')).toEqual(['held', 'lifted']);
  });

  it('counts the reviews of an order line, of the order that is named or else of all, without those taken back', async () => {
    await service.arrive(buys('ann', 'o', january(1), 'ring'), buys('ann', 'p', january(2), 'ring'));
    await service.arrive(
      reviews('ann', 'a', january(5), 'ring', { orderId: 'o' }),
      reviews('ann', 'b', january(6), 'ring', { orderId: 'p' }),
      reviews('ann', 'c', january(7), 'ring', { orderId: 'o' }),
      reviews('ann', 'd', january(8), 'ring'),
    );
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(codesOf))).toEqual([
      [],
      [],
      ['same-order-line'],
      ['same-order-line'],
    ]);
    await service.arrive(takesBack('ann', 'a', january(9)), takesBack('ann', 'b', january(9)));
    expect(await Promise.all(['c', 'd'].map(codesOf))).toEqual([[], []]);
  });

  it('counts reviews of a customer by calendar day and month, the first ones stand whatever comes first', async () => {
    const skus = Array.from({ length: 21 }, (_, index) => `s-${index}`);
    await service.arrive(buys('ann', 'o', '2026-12-20T00:00:00Z', ...skus));
    const ofDay = skus
      .slice(0, 6)
      .map((sku, index) => reviews('ann', `d-${index}`, `2027-01-05T1${index}:00:00Z`, sku));
    await service.arrive(...ofDay.toReversed());
    expect(await Promise.all(['d-4', 'd-5'].map(codesOf))).toEqual([[], ['velocity-day']]);
    const ofMonth = skus.slice(6).map((sku, index) => reviews('ann', `m-${index}`, january(6 + index), sku));
    await service.arrive(...ofMonth.toReversed());
    expect(await Promise.all(['m-13', 'm-14'].map(codesOf))).toEqual([[], ['velocity-month']]);
    await service.arrive(reviews('ann', 'next', '2027-02-01T00:00:00Z', 's-0'));
    expect(await codesOf('next')).toEqual(['same-order-line']);
  });

  it('finds a text that stood in an earlier review of another customer or product, not in one that was taken back by the same', async () => {
    const bodyDigest = 'digest';
    await service.arrive(
      buys('ann', 'o', january(1), 'ring', 'chain'),
      buys('bob', 'p', january(1), 'ring'),
      reviews('bob', 'copy', january(7), 'ring', { bodyDigest }),
    );
    expect(await codesOf('copy')).toEqual([]);
    await service.arrive(
      reviews('ann', 'first', january(6), 'ring', { bodyDigest }),
      takesBack('ann', 'first', january(6)),
    );
    await service.arrive(
      reviews('ann', 'anew', january(8), 'ring', { bodyDigest: 'other' }),
      reviews('ann', 'chain', january(9), 'chain', { bodyDigest }),
    );
    expect(await Promise.all(['first', 'copy', 'anew', 'chain'].map(codesOf))).toEqual([
      [],
      ['duplicate-text'],
      [],
      ['duplicate-text'],
    ]);
    const copy = await findReview(database.db, 'chain');
    expect(copy?.judgement.reasons[0]?.evidence).toEqual({ copies: 2 });
  });

  it('finds almost the same words by their signature, and what shares few words not', async () => {
    const signed = (text: string) => ({ bodySignature: bodySignatureOf(text) });
    await service.arrive(
      ...['ann', 'bob', 'eve'].map((customerId) => buys(customerId, `o-${customerId}`, january(1), 'ring')),
      reviews('ann', 'first', january(5), 'ring', signed(LONG)),
      reviews('bob', 'almost', january(6), 'ring', signed(LONG.replace('week', 'month'))),
      reviews(
        'eve',
        'own',
        january(7),
        'ring',
        signed('this ring is a bit large and the stone is darker than on the picture'),
      ),
    );
    expect(await Promise.all(['first', 'almost', 'own'].map(codesOf))).toEqual([[], ['near-duplicate-text'], []]);
    const almost = await findReview(database.db, 'almost');
    expect(almost?.judgement.reasons[0]?.evidence['similarity']).toBeGreaterThan(0.8);
  });

  it('has an unpublication wait for its review, and refuses one by somebody else', async () => {
    await service.arrive(takesBack('ann', 'r', january(6)), takesBack('bob', 'q', january(6)));
    expect(await service.waiting()).toHaveLength(2);
    await service.arrive(reviews('ann', 'r', january(5), 'ring'), reviews('ann', 'q', january(5), 'ring'));
    expect([await standingOf('r'), await standingOf('q')]).toEqual(['withdrawn', 'trusted']);
    expect([await service.waiting(), Object.values(await service.refused())]).toEqual([[], ['CUSTOMER_MISMATCH']]);
  });

  it('ends a hold without a message when the review is taken back', async () => {
    await service.arrive(...burstOn('ring'));
    expect((await service.arrive(takesBack('b-0', 'ring-0', january(11)))).messages).toEqual([]);
    expect(await stepsOf('ring-0')).toEqual(['held', 'withdrawn']);
  });

  it('takes merged customers for one: their orders verify, and nobody copies themself', async () => {
    const bodyDigest = 'digest';
    await service.arrive(
      buys('ann', 'o', january(1), 'ring'),
      reviews('ann', 'a', january(5), 'ring', { bodyDigest }),
      reviews('bob', 'b', january(6), 'ring', { bodyDigest }),
    );
    expect(await codesOf('b')).toEqual(['unverified', 'duplicate-text']);
    expect(await standingOf('b')).toBe('held');
    const { messages } = await service.arrive(becomes('bob', 'ann', january(8)));
    expect(messages).toMatchObject([{ type: reviewReleased.type, data: { reviewId: 'b', by: 'evidence' } }]);
    expect(await codesOf('b')).toEqual(['same-order-line']);
  });

  it('forgets the reviews of who is forgotten, with what they said of others, and keeps that somebody decided', async () => {
    const bodyDigest = 'digest';
    await service.arrive(
      reviews('ann', 'a', january(5), 'ring', { bodyDigest }),
      reviews('bob', 'b', january(6), 'ring', { bodyDigest }),
    );
    expect(await standingOf('b')).toBe('held');
    await service.arrive(isErasedAt('ann', january(8)));
    expect([await standingOf('a'), await standingOf('b')]).toEqual([undefined, 'trusted']);
    await service.arrive(isErasedAt('bob', january(9)), reviews('bob', 'again', january(10), 'ring'));
    expect(await database.db.query('select 1 from review union all select 1 from review_band')).toEqual([]);
    expect(await stepsOf('b')).toEqual(['held', 'lifted']);
  });

  it('gives the reviews of a record that is forgotten alone to the other one', async () => {
    await service.arrive(
      buys('ann', 'o', january(1), 'ring'),
      reviews('ann', 'a', january(5), 'ring'),
      becomes('ann', 'bob', january(6)),
      isErasedAt('ann', january(7)),
    );
    expect((await findReview(database.db, 'a'))?.customerId).toBe('bob');
    expect(await codesOf('a')).toEqual([]);
  });

  it('uses the same statements for 300 reviews as for 20', async () => {
    const statementsFor = async (count: number): Promise<number> => {
      let statements = 0;
      const events = Array.from({ length: count }, (_, index) =>
        reviews(`c-${count}-${index}`, `r-${count}-${index}`, january(5), `sku-${index % 2}`, {
          bodySignature: bodySignatureOf(`${LONG} ${index}`),
        }),
      );
      const handler = new CampaignChunkHandler({ programme, vault: aVault() });
      const chunk = { topic: 'commerce.review', partition: 0, nextOffset: 1n, now: new Date(january(31)) };
      await database.db.transaction((tx) =>
        handler.handle(events, { query: (...args) => ((statements += 1), tx.query(...args)) }, chunk),
      );
      return statements;
    };
    expect(await statementsFor(300)).toBe(await statementsFor(20));
  });

  it('lets the service change nothing of a step but whom it names', async () => {
    await expect(database.db.query(`update review_step set what = 'held'`)).rejects.toMatchObject({ code: '42501' });
    await expect(database.db.query('delete from review_step')).rejects.toMatchObject({ code: '42501' });
  });
});
