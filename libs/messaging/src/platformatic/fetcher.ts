import { ConnectionPool, type Admin, type BaseOptions, type Broker } from '@platformatic/kafka';

import type { SubscribeOptions, TopicPartition } from '../event-log.js';
import type { Log } from '../log.js';
import { pause } from '../waiting.js';
import { answered, endConnections, hardened } from './connections.js';
import { fetchPacked, type FetchedPartition } from './fetch.js';
import type { Fetched, Generation, Reading } from './generation.js';

/**
 * Fetches that may wait at one broker at the same time, each on a connection of its own: while one waits for something
 * to arrive in quiet partitions, another brings what is there of a busy one.
 */
const AT_ONCE = 2;
/** Pause after a fetch that failed. */
const RETRY_MS = 250;
/** Time for an answer, beyond what the broker waits. */
const ANSWER_MS = 15_000;
const OFFSET_OUT_OF_RANGE = 1;
const TOPIC_AUTHORIZATION_FAILED = 29;

export interface FetcherDependencies {
  readonly client: BaseOptions;
  /** Knows which broker leads which partition. */
  readonly admin: Admin;
  readonly log: Log;
  readonly isPaused: (at: TopicPartition) => boolean;
  readonly onActivity: () => void;
  readonly onFetched: (generation: Generation, fetched: Fetched) => void;
  /** The log does not have the record that was to be fetched next. */
  readonly onOutOfRange: (generation: Generation, reading: Reading) => Promise<void>;
  readonly onRefused: (error: Error) => void;
}

interface Group {
  readonly broker: Broker;
  readings: Reading[];
}

/** Keeps fetching what is ready: positioned, not paused, and with nothing of it waiting or being handled. */
export class Fetcher {
  private readonly pools: ConnectionPool[];
  /** Of each broker: which of the pools are in use. */
  private readonly inUse = new Map<string, Set<ConnectionPool>>();
  private scheduled: Generation | undefined;
  private ended = false;

  constructor(
    private readonly options: Pick<SubscribeOptions, 'fetchWaitMs' | 'partitionsAtOnce'>,
    private readonly with_: FetcherDependencies,
  ) {
    const { client } = with_;
    const connection = { ...client, requestTimeout: options.fetchWaitMs + ANSWER_MS };
    this.pools = Array.from({ length: AT_ONCE }, () => hardened(new ConnectionPool(client.clientId, connection)));
  }

  /** Looks what is ready, once all that runs now has run: what becomes ready together is fetched together. */
  wake(generation: Generation): void {
    if (generation.over) return;
    if (!this.scheduled) {
      setImmediate(() => {
        const newest = this.scheduled;
        this.scheduled = undefined;
        if (newest) this.fetchReady(newest);
      });
    }
    this.scheduled = generation;
  }

  end(): void {
    this.ended = true;
    for (const pool of this.pools) endConnections(pool);
  }

  private fetchReady(generation: Generation): void {
    const { partitionsAtOnce } = this.options;
    // What waits for its turn is in memory.
    if (this.ended || generation.over || generation.waiting.length >= partitionsAtOnce) return;
    const ready = generation
      .all()
      .filter((reading) => !reading.busy && reading.position !== undefined && !this.with_.isPaused(reading));
    if (ready.length === 0) return;
    for (const reading of ready) reading.busy = true;
    void this.byBroker(generation, ready).then((groups) => {
      for (const { broker, readings } of groups) {
        const pool = this.freePool(broker);
        if (pool) void this.fetch(generation, broker, pool, readings);
        else for (const reading of readings) reading.busy = false;
      }
    });
  }

  private freePool({ host, port }: Broker): ConnectionPool | undefined {
    const used = this.inUse.get(`${host}:${port}`);
    return this.pools.find((pool) => !used?.has(pool));
  }

  private async byBroker(generation: Generation, readings: readonly Reading[]): Promise<Group[]> {
    const groups = new Map<string, Group>();
    // Each topic by itself: one that is not known is not to stop the others.
    const topics = [...new Set(readings.map(({ topic }) => topic))];
    await Promise.all(
      topics.map(async (topic) => {
        const ofTopic = readings.filter((reading) => reading.topic === topic);
        try {
          const leaders = await this.leaders(topic);
          for (const reading of ofTopic) {
            const broker = leaders(reading.partition);
            const name = `${broker.host}:${broker.port}`;
            const group = groups.get(name) ?? { broker, readings: [] };
            group.readings.push(reading);
            groups.set(name, group);
          }
        } catch (error) {
          for (const group of groups.values()) group.readings = group.readings.filter((one) => one.topic !== topic);
          void this.retry(generation, ofTopic, error);
        }
      }),
    );
    return [...groups.values()].filter((group) => group.readings.length > 0);
  }

  private async leaders(topic: string): Promise<(partition: number) => Broker> {
    const { admin } = this.with_;
    const { topics, brokers } = await answered(admin.connections, admin.metadata({ topics: [topic] }));
    return (partition) => {
      const broker = brokers.get(topics.get(topic)?.partitions[partition]?.leader ?? -1);
      if (!broker) throw new Error(`${topic}/${partition} has no leader`);
      return broker;
    };
  }

  private async fetch(
    generation: Generation,
    broker: Broker,
    pool: ConnectionPool,
    readings: readonly Reading[],
  ): Promise<void> {
    const name = `${broker.host}:${broker.port}`;
    const used = this.inUse.get(name) ?? new Set();
    this.inUse.set(name, used.add(pool));
    const asked = readings.map((reading) => ({ reading, seeks: reading.seeks, from: reading.position ?? 0n }));
    try {
      const from = asked.map(({ reading: { topic, partition }, from: offset }) => ({ topic, partition, offset }));
      const parts = await answered(
        pool,
        pool.get(broker).then((connection) => fetchPacked(connection, from, this.options.fetchWaitMs)),
      );
      this.with_.onActivity();
      for (const one of asked) {
        const { topic, partition } = one.reading;
        const part = parts.find((each) => each.topic === topic && each.partition === partition);
        this.take(generation, one, part);
      }
    } catch (error) {
      await this.retry(generation, readings, error);
    } finally {
      used.delete(pool);
      this.wake(generation);
    }
  }

  private take(generation: Generation, asked: Omit<Fetched, 'part'>, part: FetchedPartition | undefined): void {
    const { reading, seeks } = asked;
    if (generation.over || reading.seeks !== seeks || !part) reading.busy = false;
    else if (part.errorCode !== 0) void this.takeError(generation, reading, part.errorCode);
    else if (part.records.length > 0) this.with_.onFetched(generation, { ...asked, part });
    else reading.busy = false;
  }

  private async takeError(generation: Generation, reading: Reading, errorCode: number): Promise<void> {
    const { topic, partition } = reading;
    const error = new Error(`fetching ${topic}/${partition} failed with error code ${errorCode}`);
    if (errorCode === TOPIC_AUTHORIZATION_FAILED) return this.with_.onRefused(error);
    // Another broker may lead it now.
    this.with_.admin.clearMetadata();
    // If that cannot be found out now, the next fetch is refused alike.
    if (errorCode === OFFSET_OUT_OF_RANGE) await this.with_.onOutOfRange(generation, reading).catch(() => {});
    await this.retry(generation, [reading], error);
  }

  private async retry(generation: Generation, readings: readonly Reading[], error: unknown): Promise<void> {
    if (!this.ended && !generation.over) this.with_.log.debug('a fetch failed', { cause: error });
    await pause(RETRY_MS);
    for (const reading of readings) reading.busy = false;
    this.wake(generation);
  }
}
