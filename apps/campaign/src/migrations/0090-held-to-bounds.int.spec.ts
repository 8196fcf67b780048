import { customersMigrations } from '@perennial/customers';
import { messagingMigrations } from '@perennial/messaging';
import { ordersMigrations } from '@perennial/orders';
import { migrate } from '@perennial/persistence';
import { freshDatabase } from '@perennial/testing';

import { campaignService } from '../campaign.service.js';
import { findExceededBudget } from '../store/queries/find-exceeded-budget.js';
import { campaignMigrations } from './index.js';

describe('offers of before codes had a most', () => {
  it('have no money of a budget any more where they have ended, so that nothing is given back twice', async () => {
    const before = campaignMigrations.filter(({ number }) => number < 90);
    const migrations = [...messagingMigrations, ...customersMigrations, ...ordersMigrations, ...before];
    const database = await freshDatabase('campaign', migrations);
    try {
      await database.db.query(`
        insert into offer (customer_id, offer_id, bucket, campaign_id, kind, thing, valid_from, programme_version, text, month,
                           taken, ended, ended_at)
        select 'ann', gen_random_uuid(), 1, 'thanks', 'gift', 'mug', now(), 1, 'Thanks', '2027-03', taken::jsonb, ended,
               case when ended is not null then now() end
          from (values ('{"USD": 500, "offers": 1}', null), ('{"USD": 500, "offers": 1}', 'redeemed'),
                       ('{"USD": 500}', 'expired'), ('{"offers": 1}', 'expired')) as n (taken, ended)`);
      await database.db.query(`
        insert into budget (campaign_id, month, unit, reserved, spent)
        values ('thanks', '2027-03', 'USD', 500, 300), ('thanks', '2027-03', 'offers', 3, 0)`);
      await migrate({ ownerUrl: database.ownerUrl, migrations: campaignService.migrations });
      const rows = await database.db.query<{ taken: object }>('select taken from offer order by ended desc, taken');
      expect(rows.map(({ taken }) => taken)).toEqual([{ USD: 500, offers: 1 }, { offers: 1 }, {}, { offers: 1 }]);
      expect(await findExceededBudget(database.db)).toBeUndefined();
    } finally {
      await database.drop();
    }
  });
});
