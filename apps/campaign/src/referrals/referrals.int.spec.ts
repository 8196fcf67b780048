import { purchaseCancelled, purchaseCompleted, referralCreated } from '@perennial/contracts';
import { findRemembered } from '@perennial/customers';
import { becomes, isErasedAt } from '@perennial/oracle';
import { anEvent, freshDatabase, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';

import { validateCodes } from '../codes/checkout.js';
import { endOffers } from '../codes/queries/end-offers.js';
import { aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { namingColumns } from '../invariants.js';
import { jewellerWith } from '../programme.fixture.js';
import { listOffers } from '../store/queries/list-offers.js';
import { ListReferralsRoute } from './list-referrals.route.js';
import type { Side } from './queries/save-awards.js';
import { gives, takes } from './told-friends.fixture.js';

const AT = '2027-01-05T10:00:00Z';
const LATER = '2027-01-06T10:00:00Z';
const NOW = new Date('2027-01-07T00:00:00Z');
const vault = aVault();

describe('referrals', () => {
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  beforeEach(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const handler = new CampaignChunkHandler({ programme: jewellerWith('refer-a-friend'), vault });
    service = new ServiceOnRecords('campaign', database.db, handler, () => NOW);
  });
  afterEach(async () => {
    expect(await findRemembered(database.db, namingColumns)).toBeUndefined();
    await database.drop();
  });

  const brings = (referrerId: string, refereeId: string, deviceDigest = `of ${refereeId}`) =>
    anEvent(referralCreated, {
      data: { referrerId, refereeId, deviceDigest, addressDigest: undefined, referralId: `${referrerId}-${refereeId}` },
      time: AT,
    });
  const buys = (customerId: string) => anEvent(purchaseCompleted, { data: { customerId }, time: LATER });
  const award = (customerId: string, side: Side, causationid: string, referralId = 'ann-bob') =>
    gives({ side, customerId, time: LATER, causationid, thing: `referral:${referralId}` });
  const takesBack = (customerId: string, side: Side, referralId = 'ann-bob') =>
    takes({ side, customerId, time: LATER, thing: `referral:${referralId}` });
  const statesOf = async (customerId: string) =>
    (await new ListReferralsRoute(database.db).list(customerId)).referrals.map(({ other, role, state }) => [
      ...[role, other, state],
    ]);

  it('are invited, joined, qualified, rewarded and reversed, for both sides', async () => {
    const seen: unknown[] = [];
    for (const events of [
      [brings('ann', 'bob')],
      [buys('bob')],
      [award('bob', 'referee', 'p-1'), award('ann', 'referrer', 'p-1')],
      [takesBack('ann', 'referrer'), takesBack('bob', 'referee')],
    ]) {
      await service.arrive(...events);
      seen.push(await statesOf('ann'), await statesOf('bob'));
    }
    expect(seen).toEqual(
      ['invited', 'joined', 'rewarded', 'reversed'].flatMap((state) => [
        [['referrer', 'bob', state]],
        [['referee', 'ann', state]],
      ]),
    );
  });

  it('come to the same in every order of arrival, also of what the ledger tells', async () => {
    const [told, bought, one, other] = [
      brings('ann', 'bob'),
      buys('bob'),
      award('bob', 'referee', 'p-1'),
      award('ann', 'referrer', 'p-1'),
    ];
    await service.arrive(other);
    await service.arrive(takesBack('bob', 'referee'));
    await service.arrive(one, other);
    await service.arrive(bought);
    await service.arrive(told, told);
    expect(await statesOf('ann')).toEqual([['referrer', 'bob', 'reversed']]);
  });

  it('that are reversed take the unused codes of both sides back, and say so; one that an order uses stays used, and ends when it is given back', async () => {
    await service.arrive(brings('ann', 'bob'), brings('ann', 'cid'), buys('bob'));
    const forCid = award('ann', 'referrer', 'p-2', 'ann-cid');
    await service.arrive(award('bob', 'referee', 'p-1'), award('ann', 'referrer', 'p-1'), forCid);
    const codesOf = async (customerId: string) => (await listOffers(database.db, customerId, vault)) ?? [];
    const [ofBob] = await codesOf('bob');
    const used = anEvent(purchaseCompleted, {
      data: { customerId: 'bob', orderId: 'with-code', codes: [ofBob?.code ?? ''] },
      time: LATER,
    });
    await service.arrive(used);
    const { messages } = await service.arrive(takesBack('bob', 'referee'), takesBack('ann', 'referrer'));
    expect(messages.map(({ type, subject }) => [type, subject])).toEqual([['loyalty.offer.expired.v1', 'ann']]);
    expect(messages[0]?.data).toMatchObject({ reason: { text: 'Taken back: so were the points for the friend' } });
    expect((await codesOf('ann')).map(({ ended }) => ended).toSorted()).toEqual(['expired', undefined]);
    expect((await codesOf('bob')).map(({ ended }) => ended)).toEqual(['redeemed']);
    const undone = anEvent(purchaseCancelled, { data: { orderId: 'with-code', customerId: 'bob' }, time: LATER });
    const given = await service.arrive(undone);
    expect(given.messages).toMatchObject([
      {
        ...{ type: 'loyalty.offer.expired.v1', subject: 'bob' },
        data: { reason: { text: 'Taken back: so were the points for the friend' } },
      },
    ]);
    expect((await codesOf('bob')).map(({ ended }) => ended)).toEqual(['expired']);
    const atTheEnd = await endOffers(database.db, new Date('2099-01-01T00:00:00Z'), 100);
    expect(atTheEnd.map(({ customerId }) => customerId)).toEqual(['ann']);
    const order = {
      orderId: 'another',
      customerId: 'bob',
      basket: { currency: 'USD', totalMinor: 1_000n, shippingMinor: 0n },
    };
    const judged = await validateCodes(database.db, { vault, now: NOW }, [ofBob?.code ?? ''], order);
    expect(judged.map(({ refusal }) => refusal)).toEqual(['taken-back']);
  });

  it('that were reversed before the points were told of bring no codes', async () => {
    await service.arrive(takesBack('bob', 'referee'), takesBack('ann', 'referrer'));
    expect((await service.arrive(award('bob', 'referee', 'p-1'), award('ann', 'referrer', 'p-1'))).messages).toEqual(
      [],
    );
  });

  it('that are reversed at the moment at which the other side hears of its points leave no code, 40 times', async () => {
    for (let round = 0; round < 40; round += 1) {
      const [ann, bob, purchase, referral] = [`ann-${round}`, `bob-${round}`, `p-${round}`, `f-${round}`];
      await service.arrive(award(bob, 'referee', purchase, referral));
      await Promise.all([
        service.arrive(award(ann, 'referrer', purchase, referral)),
        service.arrive(takesBack(bob, 'referee', referral)),
        service.arrive(takesBack(ann, 'referrer', referral)),
      ]);
    }
    const open = await database.db.query(
      `select customer_id from offer where ended is null and customer_id like 'ann-%'`,
    );
    expect(open).toEqual([]);
  });

  it('do not take points for another friend for theirs', async () => {
    await service.arrive(brings('ann', 'bob'), brings('ann', 'cid'), brings('dan', 'bob'));
    await service.arrive(award('bob', 'referee', 'p-1'), award('ann', 'referrer', 'p-1'));
    expect(await statesOf('ann')).toEqual([
      ['referrer', 'bob', 'rewarded'],
      ['referrer', 'cid', 'invited'],
    ]);
    expect(await statesOf('dan')).toEqual([['referrer', 'bob', 'invited']]);
  });

  it('of three friends with one device bring no codes, and say why', async () => {
    await service.arrive(
      ...['b', 'c', 'd'].map((friend) => brings('ann', friend, 'the same')),
      brings('eve', 'f', 'the same'),
    );
    const { messages } = await service.arrive(
      ...[award('b', 'referee', 'p-1', 'ann-b'), award('ann', 'referrer', 'p-1', 'ann-b')],
      award('f', 'referee', 'p-2', 'eve-f'),
    );
    expect(messages.map(({ subject }) => subject)).toEqual(['f']);
    expect(await database.db.query('select customer_id, reason from decision order by customer_id')).toEqual([
      { customer_id: 'ann', reason: 'referral-ring' },
      { customer_id: 'b', reason: 'referral-ring' },
      { customer_id: 'f', reason: 'passed' },
    ]);
    const { referrals } = await new ListReferralsRoute(database.db).list('ann');
    expect(referrals.map(({ ring }) => ring)).toEqual([['shared-device'], ['shared-device'], ['shared-device']]);
  });

  it('bring codes where the referrer has a ring besides, because points say which friend they are for', async () => {
    await service.arrive(...['b', 'c', 'd'].map((friend) => brings('ann', friend, 'the same')), brings('ann', 'g'));
    const { messages } = await service.arrive(
      ...[award('b', 'referee', 'p-1', 'ann-b'), award('ann', 'referrer', 'p-1', 'ann-b')],
      ...[award('g', 'referee', 'p-2', 'ann-g'), award('ann', 'referrer', 'p-2', 'ann-g')],
    );
    expect(messages.map(({ subject }) => subject).toSorted()).toEqual(['ann', 'g']);
  });

  it('follow merged customers, and forget who is forgotten', async () => {
    await service.arrive(brings('ann', 'bob'), becomes('bob', 'bea', LATER));
    expect(await statesOf('ann')).toEqual([['referrer', 'bea', 'invited']]);
    await service.arrive(becomes('ann', 'amy', LATER));
    expect(await statesOf('bea')).toEqual([['referee', 'amy', 'invited']]);
    await service.arrive(isErasedAt('bea', LATER));
    expect(await statesOf('amy')).toEqual([]);
  });
});
