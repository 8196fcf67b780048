import {
  clvProjected,
  customerErased,
  customerUpserted,
  offerWithheld,
  pointsAdjusted,
  purchaseDelivered,
  tierChanged,
} from '@perennial/contracts';
import { findRemembered } from '@perennial/customers';
import { listWaitingMessages } from '@perennial/messaging';
import { classify } from '@perennial/persistence';
import { becomes, buys, cancels, isErasedAt, sendsBack } from '@perennial/oracle';
import { anEvent, freshDatabase, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';

import { namingColumns } from '../invariants.js';
import { metricsService } from '../metrics.service.js';
import { findMissummedHistory } from '../store/queries/find-missummed-history.js';
import { listHistories } from '../store/queries/list-histories.js';
import { summarisePurchases } from '../store/queries/summarise-purchases.js';
import { MetricsChunkHandler } from './metrics-chunk.handler.js';

const [FIRST, SECOND, THIRD] = ['2027-01-05T10:00:00Z', '2027-01-06T10:00:00Z', '2027-01-07T10:00:00Z'] as const;
const clock = () => new Date('2027-02-01T00:00:00Z');
const told = (customerId: string, time: string, attributes: Record<string, unknown>) =>
  anEvent(customerUpserted, { data: { customerId, attributes }, time, id: `told-${time}` });

describe('customers in metrics', () => {
  let database: FreshDatabase;
  let rig: ServiceOnRecords;
  beforeEach(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    rig = new ServiceOnRecords('metrics', database.db, new MetricsChunkHandler({ timeZone: 'UTC' }), clock);
  });
  afterEach(() => database?.drop());

  const historyOf = async (customerId: string) => (await listHistories(database.db, [customerId])).get(customerId);
  /** Of what was published of customers, in order: who, and whether it ended. */
  const published = async () => {
    const messages = await listWaitingMessages(database.db);
    return messages
      .filter(({ topic }) => topic === clvProjected.topic)
      .map(({ key, value }) => `${String(key)}${value === null ? ' ended' : ''}`);
  };
  const profiles = () => database.db.query('select customer_id, attributes from customer_profile order by customer_id');
  /** Every table's rows that have the text in them. */
  const naming = async (text: string) => {
    const tables = await database.db.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    );
    const found = [];
    for (const { name } of tables.filter((table) => table.name !== 'outbox')) {
      const rows = await database.db.query(
        `select 1 from "${name}" t where t::text ~ $1 or t::text ~ encode(convert_to($1, 'UTF8'), 'hex')`,
        [text],
      );
      if (rows.length > 0) found.push(name);
    }
    return found;
  };

  it('are known by the newest word on them, whichever record of a person it names and whatever came first', async () => {
    await rig.arrive(told('ann', SECOND, { is: 'second' }), told('anna', '2027-01-05T09:00:00Z', { is: 'first' }));
    await rig.arrive(told('ann', FIRST, { is: 'older' }), becomes('ann', 'anna', FIRST));
    expect(await profiles()).toEqual([{ customer_id: 'anna', attributes: { is: 'second' } }]);
    await rig.arrive(told('ann', THIRD, { is: 'third' }), told('anna', '2027-01-06T09:00:00Z', { is: 'late' }));
    expect(await profiles()).toEqual([{ customer_id: 'anna', attributes: { is: 'third' } }]);
  });

  it('that were merged: the record that went ends on the compacted topic, the other one has the figures of both', async () => {
    await rig.arrive(buys('ann', 'o', FIRST, 300), buys('anna', 'p', SECOND, 500));
    await rig.arrive(becomes('ann', 'anna', THIRD));
    expect((await published()).sort()).toEqual(['ann', 'ann ended', 'anna', 'anna']);
    expect(await historyOf('anna')).toMatchObject([{ purchaseDays: 2, totalMinor: 800n }]);
    expect(await findMissummedHistory(database.db)).toBeUndefined();
  });

  it('that were merged twice are the same person whichever merge comes first', async () => {
    await rig.arrive(buys('a', 'o', FIRST, 1), buys('b', 'p', FIRST, 2), buys('c', 'q', FIRST, 4));
    await rig.arrive(becomes('a', 'c', THIRD, { id: 'later' }));
    expect(await historyOf('c')).toMatchObject([{ totalMinor: 5n }]);
    await rig.arrive(becomes('a', 'b', SECOND, { id: 'earlier' }));
    // In order of things a became b first, and b became c.
    expect(await historyOf('c')).toMatchObject([{ totalMinor: 7n }]);
    expect(await historyOf('b')).toBeUndefined();
    expect(await findMissummedHistory(database.db)).toBeUndefined();
  });

  it('who are forgotten are named nowhere, leave the statistics, and end on the compacted topic', async () => {
    await rig.arrive(buys('ann-oak', 'o', FIRST, 300), buys('bob', 'p', FIRST, 500));
    await rig.arrive(told('ann-oak', FIRST, { ringSize: 52 }));
    const ofPerennial = () => [
      anEvent(tierChanged, { data: { customerId: 'ann-oak' }, time: FIRST }),
      anEvent(offerWithheld, { data: { customerId: 'ann-oak' }, time: FIRST }),
    ];
    await rig.arrive(...ofPerennial());
    await rig.arrive(sendsBack('x', 'r', FIRST, 1, { customerId: 'ann-oak' }), sendsBack('o', 's', FIRST, 1_000));
    await rig.arrive(isErasedAt('ann-oak', SECOND), ...ofPerennial());
    expect(await rig.waiting()).toEqual([]);
    expect(await rig.refused()).toEqual({ r: 'SUBJECT_ERASED', s: 'OVER_RETURN' });
    expect(await naming('ann-oak')).toEqual([]);
    expect(await findRemembered(database.db, namingColumns)).toBeUndefined();
    expect((await published()).filter((key) => key.startsWith('ann')).at(-1)).toBe('ann-oak ended');
    expect(await summarisePurchases(database.db, {})).toMatchObject([{ customers: 1, revenueMinor: 500 }]);
    expect(await findMissummedHistory(database.db)).toBeUndefined();
  });

  it("who are forgotten stay so: what names them is refused, and their orders are nobody else's", async () => {
    await rig.arrive(buys('ann-oak', 'o', FIRST, 300));
    await rig.arrive(isErasedAt('ann-oak', SECOND));
    await rig.arrive(buys('ann-oak', 'p', THIRD, 1), cancels('o', THIRD), buys('bob', 'o', THIRD, 2, { revision: 1 }));
    await rig.arrive(
      sendsBack('p', 'r', THIRD, 1),
      told('ann-oak', THIRD, {}),
      becomes('ann-oak', 'bob', THIRD, { id: 'merged' }),
    );
    await rig.arrive(anEvent(purchaseDelivered, { id: 'd', data: { orderId: 'o', customerId: 'ann-oak' } }));
    expect(await rig.refused()).toEqual({
      'p-0-paid': 'SUBJECT_ERASED',
      'o-cancelled': 'SUBJECT_ERASED',
      'o-1-paid': 'DUPLICATE_ORDER',
      r: 'SUBJECT_ERASED',
      [`told-${THIRD}`]: 'SUBJECT_ERASED',
      merged: 'SUBJECT_ERASED',
      d: 'SUBJECT_ERASED',
    });
    expect(await naming('ann-oak')).toEqual([]);
    expect(await historyOf('ann-oak')).toBeUndefined();
  });

  it('nobody has named are forgotten too, and nothing is published of them', async () => {
    await rig.arrive(isErasedAt('ann-oak', FIRST));
    await rig.arrive(buys('ann-oak', 'o', SECOND, 300));
    expect(await rig.refused()).toEqual({ 'o-0-paid': 'SUBJECT_ERASED' });
    expect(await published()).toEqual([]);
  });

  it('are forgotten with all records that were merged into them; a record that was merged away, alone', async () => {
    await rig.arrive(buys('ann-oak', 'o', FIRST, 300), buys('bea-elm', 'p', FIRST, 40), buys('eve-fir', 'q', FIRST, 5));
    await rig.arrive(becomes('ann-oak', 'bea-elm', FIRST), isErasedAt('ann-oak', SECOND));
    expect(await historyOf('bea-elm')).toMatchObject([{ totalMinor: 340n }]);
    expect(await naming('ann-oak')).toEqual([]);
    await rig.arrive(sendsBack('o', 'r', THIRD, 100, { customerId: 'bea-elm' }), becomes('bea-elm', 'eve-fir', SECOND));
    expect(await historyOf('eve-fir')).toMatchObject([{ totalMinor: 245n }]);
    expect(await findMissummedHistory(database.db)).toBeUndefined();
    await rig.arrive(isErasedAt('eve-fir', THIRD));
    expect([await naming('bea-elm'), await naming('eve-fir')]).toEqual([[], []]);
    expect(await summarisePurchases(database.db, {})).toEqual([]);
  });

  it('are forgotten once and for all while purchases, returns and erasures of them come at the same moment', async () => {
    const customers = Array.from({ length: 12 }, (_, index) => `ann-oak-${index}`);
    const bought = customers.flatMap((customerId, index) => [
      buys(customerId, `o-${index}`, FIRST, 300),
      buys(customerId, `p-${index}`, SECOND, 300),
    ]);
    const back = customers.map((customerId, index) => sendsBack(`p-${index}`, `r-${index}`, THIRD, 1, { customerId }));
    // Deadlocks are passing trouble: delivery tries again.
    const tried = async (work: () => Promise<unknown>): Promise<void> => {
      await work().catch((error: unknown) => {
        if (classify(error) !== 'infrastructure') throw error;
        return tried(work);
      });
    };
    await Promise.all([
      tried(() => rig.arrive(...bought)),
      tried(() => rig.arrive(...back)),
      tried(() => rig.arrive(...customers.map((customerId) => anEvent(customerErased, { data: { customerId } })))),
    ]);
    await rig.arrive(anEvent(pointsAdjusted));
    expect(await rig.waiting()).toEqual([]);
    expect(await naming('ann-oak')).toEqual([]);
    expect(await database.db.query('select count(*)::int4 as n from erased_subject')).toEqual([{ n: 12 }]);
  });
});
