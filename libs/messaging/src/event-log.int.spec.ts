import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import * as testing from '@perennial/testing';
import type { Admin } from 'kafkajs';

import { clientsToTry, until } from './delivery-rig.fixture.js';
import type { BatchControl, EventLog, FetchedBatch, LogConsumer, OutgoingRecord, Subscription } from './event-log.js';
import { kafkaClient } from './kafkajs/kafkajs-event-log.js';
import { silentLog } from './log.js';
import { openEventLog, type KafkaClient } from './open-event-log.js';

const MIB = 1_048_576;

/** A consumer that resolves what it gets, unless told otherwise. */
class Watcher implements LogConsumer {
  readonly batches: FetchedBatch[] = [];
  readonly invisible: bigint[] = [];
  readonly assignments: number[][] = [];
  readonly crashes: Error[] = [];
  left = 0;
  handle: (batch: FetchedBatch, control: BatchControl) => Promise<void> = async () => {};

  async onBatch(batch: FetchedBatch, control: BatchControl): Promise<void> {
    this.batches.push(batch);
    await this.handle(batch, control);
    control.resolve(batch.next);
  }
  onAssigned = (assignment: readonly { partition: number }[]): unknown =>
    this.assignments.push(assignment.map(({ partition }) => partition).toSorted());
  onNothingVisible = (_at: unknown, next: bigint): unknown => this.invisible.push(next);
  onActivity = (): void => {};
  onLeft = (): unknown => (this.left += 1);
  onCrash = (error: Error): unknown => this.crashes.push(error);

  get values(): string[] {
    return this.batches.flatMap(({ records }) => records.map(({ value }) => String(value)));
  }
}

describe.each(clientsToTry)('the log through %s', (client) => {
  let brokers: readonly string[];
  let admin: Admin;
  let topic: string;
  let log: EventLog;
  const logs: EventLog[] = [];
  const subscriptions: Subscription[] = [];

  beforeAll(async () => {
    ({ brokers } = await testing.testStack());
    admin = kafkaClient({ brokers, clientId: 'spec', log: silentLog }).admin();
    await admin.connect();
  });
  beforeEach(async () => {
    topic = `${testing.uniquePrefix()}topic`;
    log = await open(client);
  });
  afterEach(async () => {
    await Promise.all(subscriptions.splice(0).map((subscription) => subscription.leave()));
    await Promise.all(logs.splice(0).map((each) => each.disconnect()));
    await admin.deleteTopics({ topics: [topic] }).catch(() => {});
  });
  afterAll(async () => admin.disconnect());

  async function open(which: KafkaClient): Promise<EventLog> {
    const opened = await openEventLog(which, { brokers, clientId: 'spec', log: silentLog });
    logs.push(opened);
    await opened.connect();
    return opened;
  }

  async function create(numPartitions = 1): Promise<void> {
    await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true });
    // A leader that has just been named may still refuse, and then what is sent to all partitions is sent again.
    const answer = async (): Promise<boolean> => (await admin.fetchTopicOffsets(topic)).length === numPartitions;
    await until('the leaders answer', () => answer().catch(() => false));
  }

  async function subscribe(to: LogConsumer, through = log, partitionsAtOnce = 3): Promise<Subscription> {
    const subscription = await through.subscribe(
      {
        group: `${topic}-group`,
        topics: [topic],
        sessionTimeoutMs: 10_000,
        heartbeatMs: 500,
        rebalanceTimeoutMs: 20_000,
        fetchWaitMs: 100,
        partitionsAtOnce,
      },
      to,
    );
    subscriptions.push(subscription);
    return subscription;
  }

  const record = (value: string | Buffer, more: Partial<OutgoingRecord> = {}): OutgoingRecord => ({
    topic,
    key: null,
    value: Buffer.from(value),
    headers: {},
    ...more,
  });

  it('gives back what was appended, byte by byte, and tells what it has', async () => {
    await create();
    const headers = { twice: [Buffer.from('1'), Buffer.from('2')], empty: Buffer.alloc(0), one: Buffer.from('x') };
    await log.publish([record('a', { key: Buffer.from('k'), headers }), record('b', { value: null })]);
    const watcher = new Watcher();
    const subscription = await subscribe(watcher);
    await until('both', () => watcher.values.length === 2);
    const [first, second] = watcher.batches.flatMap(({ records }) => records);
    expect(first).toMatchObject({ offset: 0n, key: Buffer.from('k'), value: Buffer.from('a'), headers });
    expect(second).toMatchObject({ offset: 1n, key: null, value: null, headers: {} });
    expect(Math.abs(Number(first?.timestamp) - Date.now())).toBeLessThan(60_000);
    expect(await log.bounds(topic)).toEqual([{ partition: 0, earliest: 0n, end: 2n }]);
    expect(await log.committed(`${topic}-group`, [topic])).toEqual([]);
    await subscription.commit([{ topic, partition: 0, offset: 2n }]);
    expect(await log.committed(`${topic}-group`, [topic])).toEqual([{ topic, partition: 0, offset: 2n }]);
    await expect(log.bounds(`${topic}-that-nobody-made`)).rejects.toThrow();
  });

  it('puts a key into the partition every client of ours puts it into', async () => {
    await create(12);
    const keys = Array.from({ length: 200 }, (_, n) => `${'ключ-key-'.slice(n % 9)}${n}`);
    await log.publish(keys.map((key) => record(key, { key: Buffer.from(key) })));
    const watcher = new Watcher();
    await subscribe(watcher);
    await until('all', () => new Set(watcher.values).size === keys.length);
    const kafkajs = await open('kafkajs');
    const seen = new Map(
      watcher.batches.flatMap(({ partition, records }) =>
        records.map((each) => [String(each.key), partition] as const),
      ),
    );
    watcher.batches.length = 0;
    await kafkajs.publish(keys.map((key) => record(key, { key: Buffer.from(key) })));
    await until('all again', () => new Set(watcher.values).size === keys.length);
    for (const { partition, records } of watcher.batches)
      for (const { key } of records) expect([String(key), partition]).toEqual([String(key), seen.get(String(key))]);
  });

  it('shows nothing of aborted transactions, be they several of one producer or larger than a fetch', async () => {
    await create();
    const producer = kafkaClient({ brokers, clientId: 'spec', log: silentLog }).producer({
      transactionalId: topic,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const run = async (end: 'commit' | 'abort', ...values: (string | Buffer)[]): Promise<void> => {
      const transaction = await producer.transaction();
      for (const value of values) await transaction.send({ topic, messages: [{ value }] });
      await transaction[end]();
    };
    await run('abort', 'no-1');
    await run('commit', 'yes-1');
    await run('abort', 'no-2');
    await run('abort', ...Array.from({ length: 6 }, () => Buffer.alloc(MIB / 2, 'no')));
    await run('commit', 'yes-2');
    await producer.disconnect();
    const watcher = new Watcher();
    await subscribe(watcher);
    await until('both', () => watcher.values.includes('yes-2'));
    expect(watcher.values).toEqual(['yes-1', 'yes-2']);
    expect(watcher.crashes).toEqual([]);
  });

  it('goes to the oldest record, never to the end, from an offset the broker does not have', async () => {
    await create();
    await log.publish(['a', 'b', 'c'].map((value) => record(value)));
    const watcher = new Watcher();
    const subscription = await subscribe(watcher);
    await until('all', () => watcher.values.length === 3);
    await admin.fetchTopicOffsets(topic); // loads the metadata that the next call does not ask for
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '1' }] });
    for (const offset of [0n, 40n]) {
      watcher.batches.length = 0;
      subscription.seek({ topic, partition: 0 }, offset);
      await until(`from ${offset}`, () => watcher.values.length === 2);
      expect(watcher.values).toEqual(['b', 'c']);
    }
  });

  it('fetches what is not resolved again, and nothing of what is paused', async () => {
    await create(2);
    const watcher = new Watcher();
    let refused = 0;
    watcher.handle = async ({ partition }) => {
      if (partition === 0 && (refused += 1) < 3) throw new Left();
    };
    const leaving: LogConsumer = Object.assign(Object.create(watcher) as Watcher, {
      onBatch: (batch: FetchedBatch, control: BatchControl) =>
        watcher.onBatch(batch, control).catch((error: unknown) => {
          if (!(error instanceof Left)) throw error;
        }),
    });
    const subscription = await subscribe(leaving);
    await until('joined', () => watcher.assignments.length > 0);
    subscription.pause([{ topic, partition: 1 }]);
    const keyFor = { 0: 'a', 1: 'b' }; // murmur2 of two partitions
    await log.publish([record('0', { key: Buffer.from(keyFor[0]) }), record('1', { key: Buffer.from(keyFor[1]) })]);
    await until('handled', () => refused === 3);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(new Set(watcher.batches.map(({ partition }) => partition)).size).toBe(1);
    expect(refused).toBe(3);
  });

  it('shares a group with instances on another client, and lets a running batch end before others begin', async () => {
    await create(4);
    const first = new Watcher();
    await subscribe(first);
    await until('alone', () => first.assignments.length === 1);
    let release = (): void => {};
    const blocked = new Promise<void>((resolve) => (release = resolve));
    let [refusals, ended] = [0, false];
    first.handle = async (_batch, control) => {
      await blocked;
      await control.heartbeat().catch((error: unknown) => {
        refusals += 1;
        throw error;
      });
    };
    await log.publish([record('x')]);
    await until('a batch', () => first.batches.length === 1);
    const others: Watcher[] = [];
    for (const each of clientsToTry) {
      const other = new Watcher();
      others.push(other);
      await Promise.race([subscribe(other, await open(each)), new Promise((resolve) => setTimeout(resolve, 2_000))]);
    }
    setTimeout(() => {
      ended = true;
      release();
    }, 1_000);
    await until('the others joined', () => others.every(({ assignments }) => assignments.length > 0), 30_000);
    expect(ended).toBe(true);
    const shared = (): number[] => [first, ...others].flatMap(({ assignments }) => assignments.at(-1) ?? []).toSorted();
    await until('shared', () => shared().length === 4 && first.assignments.at(-1)!.length < 4, 30_000);
    expect(shared()).toEqual([0, 1, 2, 3]);
    expect(first.left).toBeGreaterThan(0);
    expect(refusals).toBe(1);
    expect(first.crashes).toEqual([]);
  });

  it('holds a bounded part of a backlog in memory while nothing is handled', async () => {
    await create(8);
    const noise = Buffer.alloc(MIB / 2, 'x');
    for (let n = 0; n < 96; n += 1) await log.publish([record(noise)]);
    const before = buffersInUse();
    const watcher = new Watcher();
    let release = (): void => {};
    const blocked = new Promise<void>((resolve) => (release = resolve));
    watcher.handle = () => blocked;
    await subscribe(watcher, await open(client), 1);
    await until('a batch', () => watcher.batches.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const [batches, bytes] = [watcher.batches.length, buffersInUse() - before];
    release();
    await until('all', () => watcher.values.length === 96, 30_000);
    expect(batches).toBe(1);
    expect(bytes).toBeLessThan(24 * MIB);
  });
});

class Left extends Error {}

/** Bytes, without what only waits to be collected. */
function buffersInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().arrayBuffers;
}
