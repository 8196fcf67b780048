import { customersMigrations } from '@perennial/customers';
import { messagingMigrations } from '@perennial/messaging';
import { ordersMigrations } from '@perennial/orders';
import { migrate } from '@perennial/persistence';
import { freshDatabase, ServiceOnRecords } from '@perennial/testing';

import { aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';
import { listReferrals } from '../referrals/queries/list-referrals.js';
import { sumPointsOfReferrals } from '../referrals/queries/sum-points-of-referrals.js';
import { gives, takes } from '../referrals/told-friends.fixture.js';
import { campaignMigrations } from './index.js';

const TIME = '2027-03-02T10:00:00Z';

describe('referrals of before points said what they were for', () => {
  it('are reversed where they were; the others are once something is taken back for them, and not when it is given again', async () => {
    const before = campaignMigrations.filter(({ number }) => number < 95);
    const migrations = [...messagingMigrations, ...customersMigrations, ...ordersMigrations, ...before];
    const database = await freshDatabase('campaign', migrations);
    try {
      await database.db.query(`insert into customer_record (customer_id, person_id, bucket)
                               values ('ann', 'ann', 1), ('bob', 'bob', 2), ('cid', 'cid', 3)`);
      await database.db.query(`
        insert into referral (customer_id, referral_id, bucket, referee_id, at)
        values ('ann', 'f-1', 1, 'bob', '2027-03-01T10:00:00Z'), ('ann', 'f-2', 1, 'cid', '2027-03-01T11:00:00Z')`);
      await database.db.query(`
        insert into referral_award (customer_id, reward_id, bucket, side, cause_source, cause_id, at)
        values ('ann', 'r-1', 1, 'referrer', '/shop', 'p-1', now()), ('bob', 'r-2', 2, 'referee', '/shop', 'p-1', now()),
               ('ann', 'r-3', 1, 'referrer', '/shop', 'p-2', now()), ('cid', 'r-4', 3, 'referee', '/shop', 'p-2', now())`);
      await database.db.query(`insert into referral_reversal (customer_id, bucket, at) values ('bob', 2, now())`);
      await migrate({ ownerUrl: database.ownerUrl, migrations: campaignService.migrations });
      const handler = new CampaignChunkHandler({ programme: jewellerWith('refer-a-friend'), vault: aVault() });
      const service = new ServiceOnRecords('campaign', database.db, handler, () => new Date(TIME));
      const reversed = async () =>
        (await listReferrals(database.db, ['ann'])).map(({ reversedAt }) => reversedAt !== undefined);
      expect(await reversed()).toEqual([true, false]);
      await service.arrive(takes({ side: 'referee', customerId: 'cid', thing: 'referral:f-2', time: TIME }));
      expect(await reversed()).toEqual([true, true]);
      for (const [friend, thing] of [
        ['bob', 'referral:f-1'],
        ['cid', 'referral:f-2'],
      ] as const) {
        const again = { time: TIME, thing, causationid: `again-${friend}`, sequence: 5 };
        await service.arrive(
          gives({ side: 'referee', customerId: friend, ...again }),
          gives({ side: 'referrer', customerId: 'ann', ...again }),
        );
      }
      expect(await reversed()).toEqual([false, false]);
      await service.arrive(takes({ side: 'referrer', customerId: 'ann', thing: 'referral:f-2', time: TIME }));
      expect(await reversed()).toEqual([false, false]);
      // 20 points each that stand; those of before were taken back, all of them.
      const sums = await sumPointsOfReferrals(database.db, ['f-1', 'f-2']);
      expect([sums.get('f-1'), sums.get('f-2')]).toEqual([
        { referee: 20, referrer: 20 },
        { referee: 20, referrer: 20 },
      ]);
    } finally {
      await database.drop();
    }
  });
});
