import { becomes, buys, cancels, sendsBack } from '@perennial/oracle';
import { checkInvariants } from '@perennial/messaging';
import { Database, type Tx } from '@perennial/persistence';
import { freshDatabase, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';

import { MetricsChunkHandler } from './handlers/metrics-chunk.handler.js';
import { metricsInvariants } from './invariants.js';
import { metricsService } from './metrics.service.js';

/** In a zone that is a day ahead of UTC from 10:00 on, and one that is a day behind until 12:00. */
const ZONES = ['UTC', 'Pacific/Kiritimati', 'Etc/GMT+12'] as const;
const clock = () => new Date('2027-02-01T00:00:00Z');

describe.each(ZONES)('I15 of a programme in %s', (timeZone) => {
  let database: FreshDatabase;
  let owner: Database;
  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    owner = await Database.connect({ url: database.ownerUrl, applicationName: 'test-tamper', poolSize: 1 });
    const rig = new ServiceOnRecords('metrics', database.db, new MetricsChunkHandler({ timeZone }), clock);
    await rig.arrive(
      buys('ann', 'o', '2027-01-05T09:00:00Z', 300),
      buys('ann', 'p', '2027-01-05T12:30:00Z', 500),
      buys('ann', 'q', '2027-01-10T23:59:59Z', 400),
      buys('anna', 'r', '2027-01-10T00:00:00Z', 50),
      buys('ann', 's', '2027-01-20T10:00:00Z', 700),
      buys('ann', 't', '2027-01-20T10:00:00Z', 90, { currency: 'EUR' }),
      buys('bob', 'u', '2027-01-12T10:00:00Z', 90),
    );
    await rig.arrive(cancels('u', '2027-01-13T10:00:00Z'));
    await rig.arrive(
      sendsBack('p', 'back', '2027-01-21T10:00:00Z', 100),
      becomes('anna', 'ann', '2027-01-21T10:00:00Z'),
    );
  });
  afterAll(async () => {
    await owner?.close();
    await database?.drop();
  });

  const violation = async (tx: Tx) => {
    const checked = await checkInvariants(metricsInvariants(tx));
    return checked.find(({ id }) => id === 'I15')?.violation;
  };

  it('holds of what the service has kept', async () => {
    expect(await violation(database.db)).toBeUndefined();
  });

  const ANN = `customer_id = 'ann' and currency = 'USD'`;
  const MIDDLE = `${ANN} and day = (select day from purchase_day where ${ANN} and day > '2027-01-06' order by day limit 1)`;
  it.each([
    [`update purchase_history set orders = orders + 1 where ${ANN}`],
    [`update purchase_history set purchase_days = purchase_days - 1 where ${ANN}`],
    [`update purchase_history set first_day = first_day - 1 where ${ANN}`],
    [`update purchase_history set last_day = last_day + 1 where ${ANN}`],
    [`update purchase_history set first_day_minor = first_day_minor + 1 where ${ANN}`],
    [`update purchase_history set total_minor = total_minor + 1 where ${ANN}`],
    [`update purchase_history set currency = 'GBP' where ${ANN}`],
    [`delete from purchase_history where ${ANN}`],
    [`update purchase_day set orders = orders + 1 where ${MIDDLE}`],
    [`update purchase_day set amount_minor = amount_minor + 1 where ${MIDDLE}`],
    [`update purchase_day set day = day + 2 where ${MIDDLE}`],
    [`update purchase_day set day = day - 2 where ${MIDDLE}`],
    [`delete from purchase_day where ${MIDDLE}`],
    [`update purchase_day set currency = 'GBP' where ${MIDDLE}`],
    [`update purchase_day set orders = orders + 1 where customer_id = 'bob'`],
    [
      `update purchase_day set amount_minor = amount_minor + case when ${MIDDLE} then 1 else -1 end
        where ${MIDDLE} or (${ANN} and day > '2027-01-15')`,
    ],
    [`update customer set purchase_days = purchase_days + 1 where customer_id = 'ann'`],
    [`update customer set purchase_days = purchase_days + 1 where customer_id = 'bob'`],
    [`delete from customer where customer_id = 'ann'`],
    [`update commerce_order set total_minor = total_minor + 1 where order_id = 'q'`],
    [`update commerce_order set placed_at = placed_at + interval '3 days' where order_id = 'q'`],
    [`update commerce_order set cancelled = true where order_id = 'o'`],
  ])('does not hold after %s', async (tampering) => {
    const undone = new Error('undone');
    await expect(
      owner.transaction(async (tx) => {
        await tx.query(tampering);
        expect(await violation(tx)).toMatch(/^a customer /);
        throw undone;
      }),
    ).rejects.toBe(undone);
  });
});
