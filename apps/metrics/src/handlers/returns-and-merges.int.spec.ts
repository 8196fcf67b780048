import {
  customerMerged,
  identityOf,
  isEvent,
  payloadDigest,
  purchaseCancelled,
  purchaseCompleted,
  returnCompleted,
  type Envelope,
} from '@perennial/contracts';
import { arrivals, becomes, buys, cancels, histories, sendsBack, tried } from '@perennial/oracle';
import { freshDatabase, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';
import fc from 'fast-check';

import { metricsService } from '../metrics.service.js';
import { findMissummedHistory } from '../store/queries/find-missummed-history.js';
import { listHistories } from '../store/queries/list-histories.js';
import { MetricsChunkHandler } from './metrics-chunk.handler.js';

const [FIRST, SECOND, THIRD] = ['2027-01-05T10:00:00Z', '2027-01-06T10:00:00Z', '2027-01-07T10:00:00Z'] as const;
const clock = () => new Date('2040-01-01T00:00:00Z');
/** What the metrics service takes of a history; who is forgotten has a spec of their own. */
const heard = [purchaseCompleted, purchaseCancelled, returnCompleted, customerMerged];

describe('purchase days net of returns', () => {
  let database: FreshDatabase;
  let rig: ServiceOnRecords;
  beforeEach(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    rig = new ServiceOnRecords('metrics', database.db, new MetricsChunkHandler({ timeZone: 'UTC' }), clock);
  });
  afterEach(() => database?.drop());

  const historyOf = async (customerId: string) => (await listHistories(database.db, [customerId])).get(customerId);

  it('lose what came back on the day of the purchase, and the day with its last order', async () => {
    await rig.arrive(buys('ann', 'o', FIRST, 300), buys('ann', 'p', SECOND, 500));
    await rig.arrive(sendsBack('p', 'r', THIRD, 200));
    expect(await historyOf('ann')).toMatchObject([{ purchaseDays: 2, totalMinor: 600n }]);
    await rig.arrive(sendsBack('p', 's', THIRD, 300));
    expect(await historyOf('ann')).toMatchObject([{ purchaseDays: 1, totalMinor: 300n }]);
  });

  it('know a return and a cancellation that came before their purchase, and publish them as the cause', async () => {
    await rig.arrive(sendsBack('o', 'r', SECOND, 100), cancels('p', SECOND));
    expect(await rig.waiting()).toEqual(['p-cancelled', 'r']);
    await rig.arrive(buys('ann', 'o', FIRST, 300), buys('ann', 'p', FIRST, 500));
    expect(await rig.waiting()).toEqual([]);
    expect(await historyOf('ann')).toMatchObject([{ purchaseDays: 1, totalMinor: 200n }]);
    expect(await findMissummedHistory(database.db)).toBeUndefined();
  });

  it('are of one person after a merge, whatever is told of either record then; the ids of before tell who it is', async () => {
    await rig.arrive(buys('ann', 'o', FIRST, 300), buys('anna', 'p', SECOND, 500));
    await rig.arrive(becomes('ann', 'anna', SECOND));
    await rig.arrive(buys('ann', 'q', THIRD, 50), sendsBack('o', 'r', THIRD, 100, { customerId: 'anna' }));
    expect(await historyOf('anna')).toMatchObject([{ purchaseDays: 3, totalMinor: 750n }]);
    expect(await historyOf('ann')).toBeUndefined();
    expect(await rig.refused()).toEqual({});
  });

  it('refuse what contradicts the order, as the ledger does', async () => {
    await rig.arrive(buys('ann', 'o', FIRST, 300), buys('bob', 'p', FIRST, 1));
    await rig.arrive(sendsBack('o', 'r', THIRD, 301), sendsBack('o', 's', THIRD, 1, { customerId: 'bob' }));
    await rig.arrive(sendsBack('o', 't', THIRD, 1, { currency: 'EUR' }), sendsBack('o', 'u', THIRD, 300));
    expect(await rig.refused()).toEqual({ r: 'OVER_RETURN', s: 'CUSTOMER_MISMATCH', t: 'CURRENCY_MISMATCH' });
    expect(await historyOf('ann')).toBeUndefined();
  });

  it('are those of a batch over the net purchases, however the events arrive, also of merged customers', async () => {
    const arriving = histories('jeweller').chain(({ events }) =>
      arrivals(events.filter((event) => heard.some((declaration) => isEvent(declaration, event)))),
    );
    await fc.assert(
      fc.asyncProperty(arriving, async (chunks) => {
        for (const table of ['purchase_day', 'purchase_history', 'customer', 'commerce_order', 'customer_record'])
          await database.db.query(`delete from ${table}`);
        for (const table of ['customer_merge', 'inbox', 'repeat', 'parked_event', 'quarantine'])
          await database.db.query(`delete from ${table}`);
        for (const chunk of chunks) await rig.arrive(...chunk);
        expect(await findMissummedHistory(database.db)).toBeUndefined();
        const events = await accepted(database, chunks.flat());
        expect(await streamed(database, events)).toEqual(batch(events));
      }),
      { ...tried(40), interruptAfterTimeLimit: 120_000 },
    );
  });
});

/** What was accepted and does not wait, each once. */
async function accepted({ db }: FreshDatabase, arrived: readonly Envelope[]): Promise<Envelope[]> {
  const kept = await db.query<{ event_key: string; payload_digest: string }>(
    'select event_key, payload_digest from inbox where event_key not in (select event_key from parked_event)',
  );
  const digests = new Map(kept.map((row) => [row.event_key, row.payload_digest]));
  const byIdentity = new Map(arrived.map((event) => [`${identityOf(event)} ${payloadDigest(event)}`, event]));
  return [...byIdentity.values()].filter((event) => digests.get(identityOf(event)) === payloadDigest(event));
}

/** By person, as all of its records, and currency: the days with an order that is left, and what is left of it. */
function batch(events: readonly Envelope[]): Map<string, string> {
  const person = personsOf(events);
  const days = new Map<string, Map<string, number>>();
  const purchases = events.filter((event) => isEvent(purchaseCompleted, event));
  for (const orderId of new Set(purchases.map(({ data }) => data.orderId))) {
    const revisions = purchases.filter(({ data }) => data.orderId === orderId);
    const { data } = revisions.reduce((a, b) => (a.data.revision > b.data.revision ? a : b));
    const about = events.filter((event) => (event.data as { orderId?: string }).orderId === orderId);
    if (data.customerId === undefined || about.some((event) => isEvent(purchaseCancelled, event))) continue;
    const returns = about.filter((event) => isEvent(returnCompleted, event)).map((event) => event.data);
    const back = returns.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const pieces = (lineId: string) =>
      returns
        .flatMap(({ lines = [] }) => lines)
        .reduce((sum, line) => sum + (line.lineId === lineId ? line.quantity : 0), 0);
    const allPieces = data.lines?.every(({ lineId, quantity }) => pieces(lineId) >= quantity) ?? false;
    if (allPieces || (data.totalMinor > 0 && back >= data.totalMinor)) continue;
    const day = new Date(Math.min(...revisions.map(({ at }) => at))).toISOString().slice(0, 10);
    const key = `${person(data.customerId)} ${data.currency}`;
    const ofPerson = days.get(key) ?? new Map<string, number>();
    days.set(key, ofPerson.set(day, (ofPerson.get(day) ?? 0) + Math.max(0, data.totalMinor - back)));
  }
  return new Map(
    [...days].map(([key, ofPerson]): [string, string] => {
      const [first, ...others] = [...ofPerson].sort();
      const total = [...ofPerson.values()].reduce((sum, minor) => sum + minor, 0);
      return [key, [ofPerson.size, first?.[0], (others.at(-1) ?? first)?.[0], first?.[1], total].join(' ')];
    }),
  );
}

/** Records that merges join, in whatever order, as one name. */
function personsOf(events: readonly Envelope[]): (customerId: string) => string {
  let groups: string[][] = [];
  for (const { data } of events.filter((event) => isEvent(customerMerged, event))) {
    const ends = [data.fromCustomerId, data.intoCustomerId];
    const joined = groups.filter((group) => ends.some((end) => group.includes(end)));
    groups = [...groups.filter((group) => !joined.includes(group)), [...new Set([...ends, ...joined.flat()])]];
  }
  return (customerId) =>
    groups
      .find((group) => group.includes(customerId))
      ?.sort()
      .join('+') ?? customerId;
}

async function streamed({ db }: FreshDatabase, events: readonly Envelope[]): Promise<Map<string, string>> {
  const person = personsOf(events);
  const rows = await db.query<Record<string, string>>(
    `select customer_id, currency, concat_ws(' ', purchase_days, first_day, last_day, first_day_minor, total_minor) as says
       from purchase_history where purchase_days > 0`,
  );
  expect(new Set(rows.map((row) => `${person(row.customer_id!)} ${row.currency}`)).size).toBe(rows.length);
  return new Map(rows.map((row) => [`${person(row.customer_id!)} ${row.currency}`, row.says!]));
}
