import { customersMigrations } from '@perennial/customers';
import { messagingMigrations } from '@perennial/messaging';
import { ordersMigrations } from '@perennial/orders';
import { migrate, type Tx } from '@perennial/persistence';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { campaignService } from '../campaign.service.js';
import { countDecisions } from '../results/queries/count-decisions.js';
import { campaignMigrations } from './index.js';

/** As a build of before writes and forgets them. */
const decides = (tx: Tx, outcome: string, customers: number) =>
  tx.query(
    `insert into decision (customer_id, decision_id, bucket, campaign_id, programme_version, arm, outcome, reason, cause_source,
                           cause_id, cause_at, decided_at)
     select n::text, gen_random_uuid(), 1, 'welcome', 1, 'treatment', $1, 'passed', '/shop', n::text, now(), now()
       from generate_series(1, $2::int) n`,
    [outcome, customers],
  );
const offers = (tx: Tx, customers: number) =>
  tx.query(
    `insert into offer (customer_id, offer_id, bucket, campaign_id, kind, thing, valid_from, programme_version, text, month, taken)
     select n::text, gen_random_uuid(), 1, 'welcome', 'gift', 'mug', now(), 1, 'Welcome', '2027-03', '{"offers": 1, "2027-W10 offers": 1}'
       from generate_series(1, $1::int) n`,
    [customers],
  );
const forgets = async (tx: Tx, customerId: string) => {
  await tx.query('delete from decision where customer_id = $1', [customerId]);
  await tx.query('delete from offer where customer_id = $1', [customerId]);
};

describe('a database in which decisions are not counted yet', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    const before = campaignMigrations.filter(({ number }) => number < 110);
    const migrations = [...messagingMigrations, ...customersMigrations, ...ordersMigrations, ...before];
    database = await freshDatabase('campaign', migrations);
  });
  afterEach(() => database.drop());

  const counts = async () =>
    (await countDecisions(database.db, 'welcome')).map(({ outcome, reason, n }) => [outcome, reason, n]);
  const leftBehind = () =>
    database.db.query(
      'select month, unit, sum(amount)::int as amount from budget_left_behind group by 1, 2 order by 1, 2',
    );

  it('has those that there are counted, and those that a build of before takes and forgets', async () => {
    await decides(database.db, 'offered', 3);
    await migrate({ ownerUrl: database.ownerUrl, migrations: campaignService.migrations });
    expect(await counts()).toEqual([['offered', 'passed', 3]]);
    await decides(database.db, 'withheld', 2);
    await forgets(database.db, '2');
    expect(await counts()).toEqual([
      ['offered', 'passed', 2],
      ['withheld', 'passed', 1],
    ]);
  });

  it('has what budgets set aside for nobody written down: of before, and when a build of before forgets somebody', async () => {
    await offers(database.db, 2);
    await database.db.query(`
      insert into budget (campaign_id, month, unit, reserved, spent)
      values ('welcome', '2027-03', 'offers', 5, 0), ('welcome', '2027-W10', 'offers', 2, 0)`);
    await migrate({ ownerUrl: database.ownerUrl, migrations: campaignService.migrations });
    expect(await leftBehind()).toEqual([{ month: '2027-03', unit: 'offers', amount: 3 }]);
    await forgets(database.db, '2');
    expect(await leftBehind()).toEqual([
      { month: '2027-03', unit: 'offers', amount: 4 },
      { month: '2027-W10', unit: 'offers', amount: 1 },
    ]);
  });
});
