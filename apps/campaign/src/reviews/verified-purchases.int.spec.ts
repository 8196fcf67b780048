import type { Envelope } from '@perennial/contracts';
import { cancels } from '@perennial/oracle';
import { freshDatabase, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';

import { aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';
import { findReview } from './queries/find-review.js';
import { buys, january, reviews, sendsBack } from './shop.fixture.js';

describe('a review of 5 January', () => {
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const handler = new CampaignChunkHandler({ programme: jewellerWith(), vault: aVault() });
    service = new ServiceOnRecords('campaign', database.db, handler, () => new Date('2027-02-01T00:00:00Z'));
  });
  afterAll(() => database?.drop());

  const codesOf = async (reviewId: string) => {
    const review = await findReview(database.db, reviewId);
    return review?.judgement.reasons.map(({ code }) => code);
  };

  it.each<[string, boolean, (customerId: string) => Envelope[]]>([
    ['bought the day before', true, (c) => [buys(c, `o-${c}`, january(4), 'ring')]],
    ['bought at that moment', true, (c) => [buys(c, `o-${c}`, january(5), 'ring')]],
    ['bought a day later', false, (c) => [buys(c, `o-${c}`, january(6), 'ring')]],
    ['bought 365 days before', true, (c) => [buys(c, `o-${c}`, '2026-01-05T12:00:00Z', 'ring')]],
    ['bought a second longer ago', false, (c) => [buys(c, `o-${c}`, '2026-01-05T11:59:59Z', 'ring')]],
    ['not in the order', false, (c) => [buys(c, `o-${c}`, january(4), 'chain')]],
    ['bought by somebody else', false, (c) => [buys(`friend of ${c}`, `o-${c}`, january(4), 'ring')]],
    [
      'sent back, but not what came with it',
      false,
      (c) => [buys(c, `o-${c}`, january(4), 'ring', 'chain'), sendsBack(c, `o-${c}`, january(9), '1')],
    ],
    [
      'kept, and what came with it sent back',
      true,
      (c) => [buys(c, `o-${c}`, january(4), 'ring', 'chain'), sendsBack(c, `o-${c}`, january(9), '2')],
    ],
    ['cancelled', false, (c) => [buys(c, `o-${c}`, january(4), 'ring'), cancels(`o-${c}`, january(9))]],
  ])('of what was %s is verified: %s, whichever comes first', async (title, verified, ordersOf) => {
    const [ann, bea] = [`ann, ${title}`, `bea, ${title}`];
    await service.arrive(...ordersOf(ann), reviews(ann, ann, january(5), 'ring'));
    await service.arrive(reviews(bea, bea, january(5), 'ring'), ...ordersOf(bea));
    const codes = (await Promise.all([ann, bea].map(codesOf))).map((each) => each?.filter((code) => code !== 'burst'));
    expect(codes).toEqual(verified ? [[], []] : [['unverified'], ['unverified']]);
  });
});
