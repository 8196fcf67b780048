import { createRequire } from 'node:module';

import type { Database } from '@perennial/persistence';
import { Registry } from 'prom-client';

import { defaultLimits, defaultTiming } from './delivery-options.js';
import type { EventLog, OutgoingRecord } from './event-log.js';
import { silentLog } from './log.js';
import { DeliveryMetrics } from './metrics.js';
import { packRecords } from './packed-records.js';
import { Publisher } from './publisher.js';

/** What the client makes of a broker's answer. */
const { createErrorFromCode } = createRequire(import.meta.url)('kafkajs/src/protocol/error.js') as {
  createErrorFromCode: (code: number) => Error;
};
const NOT_ENOUGH_REPLICAS = 19;
const MESSAGE_TOO_LARGE = 10;

const record: OutgoingRecord = {
  topic: 'loyalty.reward-issued',
  key: Buffer.from('k'),
  value: Buffer.from('v'),
  headers: {},
};

const plain = ({ topic, key, value, headers }: OutgoingRecord): OutgoingRecord => ({ topic, key, value, headers });

/** An outbox of one row, whose lease is always granted. */
function outbox(): { readonly rows: { id: bigint; messages: Buffer }[]; readonly db: Database } {
  const rows = [{ id: 1n, messages: packRecords([record]) }];
  const query = async (_sql: string, params: readonly unknown[], name?: string): Promise<object[]> => {
    if (name === 'claim-shards') return [{ shard: 0 }];
    const known = params[1];
    const isKnown = (id: bigint): boolean => Array.isArray(known) && known.includes(id);
    if (name === 'next-outbox') return rows.map((row) => (isKnown(row.id) ? { ...row, messages: null } : row));
    if (name === 'delete-outbox') rows.length = 0;
    return [];
  };
  return { rows, db: { query } as unknown as Database };
}

function publisherOf(db: Database, publish: EventLog['publish']): Publisher {
  return new Publisher({
    db,
    eventLog: { publish } as unknown as EventLog,
    topicPrefix: '',
    owner: 'test',
    log: silentLog,
    metrics: new DeliveryMetrics(new Registry()),
    timing: { ...defaultTiming, retryFirstMs: 1, retryLongestMs: 5, outboxPollMs: 5 },
    limits: defaultLimits,
  });
}

describe('the publisher', () => {
  it('tries again whatever the broker answers, for as long as it takes, and deletes the row only then', async () => {
    const { rows, db } = outbox();
    const answers = [NOT_ENOUGH_REPLICAS, NOT_ENOUGH_REPLICAS, MESSAGE_TOO_LARGE, NOT_ENOUGH_REPLICAS];
    const published: OutgoingRecord[] = [];
    const rowsAtFailure: number[] = [];
    const publish: EventLog['publish'] = async (records) => {
      const code = answers.shift();
      if (code !== undefined) {
        rowsAtFailure.push(rows.length);
        throw createErrorFromCode(code);
      }
      published.push(...records);
    };
    const publisher = publisherOf(db, publish);
    publisher.start();
    while (published.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await publisher.stop(performance.now() + 1_000);
    expect(rowsAtFailure).toEqual([1, 1, 1, 1]);
    expect(published.map(plain)).toEqual([record]);
    expect(rows).toEqual([]);
  });

  it('sends a row that an earlier build has written', async () => {
    const { rows, db } = outbox();
    const field = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
    const version1 = [Buffer.from([1]), field(record.topic), field('k'), field('v'), Buffer.alloc(4)];
    rows.splice(0, 1, { id: 1n, messages: Buffer.concat(version1) });
    const published: OutgoingRecord[] = [];
    const publisher = publisherOf(db, async (records) => void published.push(...records));
    publisher.start();
    while (published.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await publisher.stop(performance.now() + 1_000);
    expect(published.map(plain)).toEqual([record]);
  });

  it('sends what was handed over only once the table has its row, and nothing of shards that are not its own', async () => {
    const { rows, db } = outbox();
    const [row] = rows.splice(0);
    if (!row) throw new Error('there is a row');
    const published: OutgoingRecord[] = [];
    const publisher = publisherOf(db, async (records) => void published.push(...records));
    publisher.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const inMemory = { ...record, value: Buffer.from('in memory') };
    publisher.take([
      { id: 1n, shard: 0, messages: packRecords([inMemory]) },
      { id: 2n, shard: 5, messages: packRecords([inMemory]) },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(published).toEqual([]);
    rows.push(row, { id: 2n, messages: row.messages });
    while (published.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await publisher.stop(performance.now() + 1_000);
    expect(published.map(plain)).toEqual([inMemory, record]);
  });
});
