import { reviewPublished, type Envelope } from '@perennial/contracts';
import type { Database } from '@perennial/persistence';
import * as testing from '@perennial/testing';

import { Rig, until } from './delivery-rig.fixture.js';
import type { EventLog, OutgoingRecord } from './event-log.js';
import { unpackRecords } from './packed-records.js';
import { headerPairs } from './record-body.js';
import { ProbeHandler } from './probe-handler.fixture.js';
import type { TopicRecord } from './read-topic.js';

const { anEvent } = testing;
const TOPIC = 'commerce.review';
const reviews = (from: number, end: number): Envelope[] =>
  Array.from({ length: end - from }, (_, n) =>
    anEvent(reviewPublished, { id: `é${from + n}`, data: { customerId: `ünal-${n % 7}` } }),
  );

/** Where the rows came from that a publisher was told of. */
interface Seen {
  inMemory: number;
  inTable: number;
}

/** The database, whose answers to the publisher are looked at. */
function watched(db: Database, seen: Seen): Database {
  return new Proxy(db, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property === 'query') {
        return async (sql: string, params: readonly unknown[], name?: string) => {
          const rows = await target.query<{ messages?: Buffer | null }>(sql, params, name);
          if (name !== 'next-outbox') return rows;
          for (const { messages } of rows) {
            if (messages) seen.inTable += 1;
            else seen.inMemory += 1;
          }
          return rows;
        };
      }
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}

/** Everything of a record that is sent. */
const asBytes = ({ topic, key, value, headers }: OutgoingRecord): string =>
  JSON.stringify([topic, key, value, headerPairs(headers).map(([name, content]) => [name, Buffer.from(content)])]);

async function withPublish(
  rig: Rig,
  publish: (eventLog: EventLog, records: readonly OutgoingRecord[]) => Promise<void>,
) {
  const eventLog = await rig.eventLog();
  const original = eventLog.publish.bind(eventLog);
  eventLog.publish = (records) => publish({ ...eventLog, publish: original }, records);
  return eventLog;
}

/** Ids of the answers to each customer, in the order of the topic, each once. */
function idsByCustomer(answers: readonly TopicRecord[]): Record<string, string[]> {
  const ids: Record<string, string[]> = {};
  for (const { key, headers } of answers) {
    const ofCustomer = (ids[String(key)] ??= []);
    if (!ofCustomer.includes(String(headers.ce_id))) ofCustomer.push(String(headers.ce_id));
  }
  return ids;
}

describe('what was committed is handed over to the publisher', () => {
  let rig: Rig;
  let handler: ProbeHandler;
  let seen: Seen;
  beforeEach(() => {
    handler = new ProbeHandler();
    seen = { inMemory: 0, inTable: 0 };
  });
  afterEach(async () => rig.end());

  const expected = async (): Promise<Record<string, string[]>> => {
    const rows = await rig.db.query<{ subject: string; id: string }>('select subject, id from effects order by n');
    const ids: Record<string, string[]> = {};
    for (const { subject, id } of rows) (ids[subject] ??= []).push(`reward-of-${id}`);
    return ids;
  };

  it('and sent with the very bytes that stand in the table', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    const inTable = new Set<string>();
    const sent: string[] = [];
    const eventLog = await withPublish(rig, async (original, records) => {
      for (const { messages } of await rig.db.query<{ messages: Buffer }>('select messages from outbox')) {
        for (const record of unpackRecords(messages, rig.topicPrefix)) inTable.add(asBytes(record));
      }
      sent.push(...records.map(asBytes));
      await original.publish(records);
    });
    await rig.start(handler, { eventLog, db: watched(rig.db, seen) });
    // What is committed while the publisher looks at the table is read there.
    let count = 0;
    for (; count < 2_000 && seen.inMemory < 5; count += 50) {
      await rig.send(...reviews(count, count + 50));
      await rig.drained();
    }
    expect(seen.inMemory).toBeGreaterThanOrEqual(5);
    expect(new Set(sent).size).toBe(count);
    expect(sent.filter((record) => !inTable.has(record))).toEqual([]);
    expect(await rig.db.query('select * from outbox')).toEqual([]);
  });

  it('and read from the table by the next process when this one ends before it has published', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    const answers = await rig.follow('loyalty.reward-issued');
    const eventLog = await withPublish(rig, async () => Promise.reject(new Error('the broker is away')));
    await rig.send(...reviews(0, 100));
    const first = await rig.start(handler, { eventLog, db: watched(rig.db, seen), timing: { drainMs: 200 } });
    await until('all applied', async () => (await rig.effects()).length === 100);
    await until('tried from memory', () => seen.inMemory > 0);
    await first.stop();
    expect(answers).toEqual([]);
    const next = { inMemory: 0, inTable: 0 };
    await rig.start(handler, { db: watched(rig.db, next) });
    await rig.drained();
    await until('all published', () => answers.length === 100);
    expect(next).toEqual({ inMemory: 0, inTable: expect.any(Number) as number });
    expect(idsByCustomer(answers)).toEqual(await expected());
  });

  it('in the order of the rows, also between those that another instance has committed', async () => {
    rig = await Rig.build(testing, [TOPIC], { partitions: 4 });
    const answers = await rig.follow('loyalty.reward-issued');
    const instances = [seen, { inMemory: 0, inTable: 0 }];
    for (const each of instances) {
      await rig.start(handler, { db: watched(rig.db, each), limits: { chunkEvents: 5 } });
    }
    for (let n = 0; n < 8; n += 1) await rig.send(...reviews(n * 50, (n + 1) * 50));
    await rig.drained();
    await until('all published', () => new Set(answers.map(({ headers }) => String(headers.ce_id))).size === 400);
    expect(idsByCustomer(answers)).toEqual(await expected());
    expect(instances.some(({ inMemory, inTable }) => inMemory > 0 && inTable > 0)).toBe(true);
  });
});
