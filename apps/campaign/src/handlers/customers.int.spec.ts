import { pointsClawedBack, reviewPublished, rewardIssued } from '@perennial/contracts';
import { findRemembered } from '@perennial/customers';
import { becomes, buys, isErasedAt, sendsBack } from '@perennial/oracle';
import type { Tx } from '@perennial/persistence';
import {
  anEvent,
  freshDatabase,
  ServiceOnRecords,
  someoneIsBlocked,
  until,
  type FreshDatabase,
} from '@perennial/testing';

import { campaignService } from '../campaign.service.js';
import { armOf } from '../domain/holdout.js';
import { namingColumns } from '../invariants.js';
import { findMiscountedCustomer } from '../store/queries/find-miscounted-customer.js';
import { findMisboundCode, findMiscountedCode } from '../codes/queries/find-wrong-code.js';
import { aVault } from '../codes/vault.fixture.js';
import { listOffers } from '../store/queries/list-offers.js';
import { CampaignChunkHandler } from './campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';

const [FIRST, SECOND, THIRD] = ['2027-01-05T10:00:00Z', '2027-01-06T10:00:00Z', '2027-01-07T10:00:00Z'] as const;
const vault = aVault();
const programme = jewellerWith('next-purchase');
const treated = Array.from({ length: 40 }, (_, index) => `ann-oak-${index + 100}`).filter(
  (customerId) => armOf(customerId, 'next-purchase', 10) === 'treatment',
);
const [ann = '', bea = '', eve = ''] = treated;
const LEDGER = '/perennial/ledger';

describe('customers in campaign', () => {
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  beforeEach(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const handler = new CampaignChunkHandler({ programme, vault });
    service = new ServiceOnRecords('campaign', database.db, handler, () => new Date('2027-01-08T00:00:00Z'));
  });
  afterEach(async () => {
    expect(await findMiscountedCustomer(database.db)).toBeUndefined();
    expect(await findMisboundCode(database.db)).toBeUndefined();
    expect(await findMiscountedCode(database.db)).toBeUndefined();
    expect(await findRemembered(database.db, namingColumns)).toBeUndefined();
    await database.drop();
  });

  const codesOf = async (customerId: string) =>
    (await listOffers(database.db, customerId, vault))?.map(({ code }) => code);

  it('who sent their first purchase back as a whole make a first purchase with the next', async () => {
    await service.arrive(sendsBack('o', 'r', SECOND, 300), buys(ann, 'o', FIRST, 300));
    expect(await codesOf(ann)).toEqual([]);
    expect((await service.arrive(buys(ann, 'p', SECOND, 300))).messages).toHaveLength(1);
  });

  it('that were merged are one person: one first purchase, and the offers of both under either id', async () => {
    await service.arrive(buys(ann, 'o', FIRST, 300), becomes(ann, bea, SECOND));
    expect((await service.arrive(buys(bea, 'p', THIRD, 300))).messages).toEqual([]);
    await service.arrive(becomes(bea, eve, THIRD));
    expect(await codesOf(eve)).toHaveLength(1);
    expect(await codesOf(ann)).toEqual(await codesOf(eve));
  });

  it('become another at the moment at which the points for their friend are taken back: no code is left', async () => {
    const { db } = database;
    const handler = new CampaignChunkHandler({ programme: jewellerWith('refer-a-friend'), vault });
    const forFriend = (customerId: string, side: string, id: string) => {
      const reason = { rule: `referral-${side}`, programmeVersion: 1, text: 'A friend' };
      // Of what is not said what it is for, the codes of both are taken back with one side's points.
      const data = { customerId, reason, rewardId: id, transferId: id, thing: undefined };
      return { source: LEDGER, time: THIRD, id, data };
    };
    const because = { causationid: 'p-1', causationsource: '/shop' };
    const friends = new ServiceOnRecords('campaign', db, handler, () => new Date('2027-01-08T00:00:00Z'));
    await friends.arrive(
      { ...anEvent(rewardIssued, forFriend(bea, 'referee', 'r-1')), ...because },
      { ...anEvent(rewardIssued, forFriend(ann, 'referrer', 'r-2')), ...because },
    );
    expect(await codesOf(ann)).toHaveLength(1);
    const back = anEvent(pointsClawedBack, forFriend(bea, 'referee', 'c-1'));
    let merged: Promise<unknown> | undefined;
    await db.transaction(async (tx) => {
      const untilMerging: Tx = {
        async query(sql, params, name) {
          if (name === 'campaign.void-codes') {
            merged = service.arrive(becomes(ann, eve, THIRD));
            await Promise.race([merged, until('the merge waits', () => someoneIsBlocked(db))]);
          }
          return tx.query(sql, params, name);
        },
      };
      const chunk = { topic: pointsClawedBack.topic, partition: 9, nextOffset: 1n, now: new Date(THIRD) };
      await handler.handle([back], untilMerging, chunk);
    });
    await merged;
    expect(await db.query('select customer_id from offer where ended is null')).toEqual([]);
  });

  it('who are forgotten are named nowhere and have no code any more; what names them is refused', async () => {
    await service.arrive(buys(ann, 'o', FIRST, 300), sendsBack('x', 'r', FIRST, 1, { customerId: ann }));
    await service.arrive(
      isErasedAt(ann, SECOND),
      buys(ann, 'p', THIRD, 300),
      anEvent(reviewPublished, { id: 'e', data: { customerId: ann } }),
    );
    expect(await service.refused()).toEqual({ r: 'SUBJECT_ERASED', 'p-0-paid': 'SUBJECT_ERASED', e: 'SUBJECT_ERASED' });
    expect(await service.waiting()).toEqual([]);
    expect(await codesOf(ann)).toBeUndefined();
    expect(
      await database.db.query(
        'select 1 from coupon union all select 1 from issued_code union all select 1 from decision',
      ),
    ).toEqual([]);
  });

  it('of whom a record that was merged away is forgotten keep its offer under the other', async () => {
    await service.arrive(buys(ann, 'o', FIRST, 300), buys(bea, 'p', FIRST, 300));
    const [ofAnn] = (await codesOf(ann)) ?? [];
    await service.arrive(becomes(ann, bea, SECOND), isErasedAt(ann, THIRD));
    expect(await codesOf(bea)).toHaveLength(2);
    expect(await codesOf(bea)).toContain(ofAnn);
    expect(await codesOf(ann)).toBeUndefined();
  });
});
