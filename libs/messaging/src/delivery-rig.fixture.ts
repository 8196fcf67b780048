import { encodeStructured, type Envelope } from '@perennial/contracts';
import { Database, type MigrationClass } from '@perennial/persistence';
import type { Admin, Kafka } from 'kafkajs';
import { Registry } from 'prom-client';

import type { ChunkHandler } from './chunk-handler.js';
import type { DeliveryOptions } from './delivery-options.js';
import { Delivery } from './delivery.js';
import type { EventLog, FetchedBatch } from './event-log.js';
import { kafkaClient, type KafkaOptions } from './kafkajs/kafkajs-event-log.js';
import type { Log } from './log.js';
import { messagingMigrations } from './migrations/index.js';
import { kafkaClients, openEventLog, type KafkaClient } from './open-event-log.js';
import { probeTable } from './probe-handler.fixture.js';
import { connectProducer, type EventProducer, type SendableRecord } from './producer.js';
import { readTopic, type TopicRecord } from './read-topic.js';
import { ensureTopics, groupLag, type PartitionLag } from './topics.js';

/** PERENNIAL_KAFKA_CLIENT: what specs that try one client try. */
const chosenClient = kafkaClients.find((client) => client === process.env.PERENNIAL_KAFKA_CLIENT);

/** What specs that try every client try. */
export const clientsToTry: readonly KafkaClient[] = chosenClient ? [chosenClient] : kafkaClients;

export interface LogLine {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields?: object;
}

/** What specs bring from the library of test tools, which this library must not depend on. */
export interface TestTools {
  testStack(): Promise<{ readonly brokers: readonly string[] }>;
  freshDatabase(service: string, migrations: readonly MigrationClass[]): Promise<RigDatabase>;
  uniquePrefix(): string;
}

interface RigDatabase {
  readonly url: string;
  readonly ownerUrl: string;
  readonly db: Database;
  drop(): Promise<void>;
}

interface RigOptions {
  readonly partitions?: number;
  readonly tables?: readonly MigrationClass[];
  readonly client?: KafkaClient;
}

/** One installation for one test: topics with a prefix of their own, a database, and as many instances as wanted. */
export class Rig {
  readonly lines: LogLine[] = [];
  readonly fatals: Error[] = [];
  readonly registry = new Registry();
  private readonly deliveries: Delivery[] = [];
  private readonly closers: (() => Promise<void>)[] = [];

  private constructor(
    readonly brokers: readonly string[],
    readonly topicPrefix: string,
    readonly topics: readonly string[],
    readonly database: RigDatabase,
    readonly producer: EventProducer,
    readonly client: KafkaClient,
  ) {}

  /** @param options.tables migrations of the spec's own handler */
  static async build(
    tools: TestTools,
    topics: readonly string[],
    { partitions = 1, tables = [], client = clientsToTry[0] ?? 'kafkajs' }: RigOptions = {},
  ): Promise<Rig> {
    const { brokers } = await tools.testStack();
    const topicPrefix = tools.uniquePrefix();
    const only = [...topics, 'loyalty.reward-issued', 'loyalty.quarantine'];
    await ensureTopics({ brokers, topicPrefix, partitions, only });
    const database = await tools.freshDatabase('probe', [...messagingMigrations, probeTable, ...tables]);
    const producer = await connectProducer({ brokers, topicPrefix });
    return new Rig(brokers, topicPrefix, topics, database, producer, client);
  }

  get db(): Database {
    return this.database.db;
  }

  /** The client's log, not connected. */
  async eventLog(changes: Partial<KafkaOptions> = {}): Promise<EventLog> {
    return openEventLog(this.client, { brokers: this.brokers, clientId: 'rig', log: this.log, ...changes });
  }

  /** The client's log, not connected, with somebody who is told of each batch, and of the end of its handling as the client sees it. */
  async watchedEventLog(
    onBatch: (batch: FetchedBatch) => void,
    onLeft: (batch: FetchedBatch) => void = () => {},
  ): Promise<EventLog> {
    const eventLog = await this.eventLog();
    const subscribe = eventLog.subscribe.bind(eventLog);
    eventLog.subscribe = (options, consumer) =>
      subscribe(options, {
        ...consumer,
        onBatch: async (batch, control) => {
          onBatch(batch);
          await consumer.onBatch(batch, control);
          onLeft(batch);
        },
      });
    return eventLog;
  }

  /** An instance that is not started. A registry of its own but for the first. */
  async instance(handler: ChunkHandler, changes: Partial<DeliveryOptions> = {}): Promise<Delivery> {
    const delivery = new Delivery({
      service: 'probe',
      source: '/perennial/probe',
      brokers: this.brokers,
      topicPrefix: this.topicPrefix,
      topics: this.topics,
      db: this.db,
      handler,
      clock: () => new Date('2026-02-01T00:00:00Z'),
      log: this.log,
      registry: this.deliveries.length === 0 ? this.registry : new Registry(),
      onFatal: (error) => this.fatals.push(error),
      eventLog: await this.eventLog({ brokers: changes.brokers ?? this.brokers }),
      ...changes,
      timing: { retryLongestMs: 500, ...changes.timing },
    });
    this.deliveries.push(delivery);
    return delivery;
  }

  async start(handler: ChunkHandler, changes: Partial<DeliveryOptions> = {}): Promise<Delivery> {
    const delivery = await this.instance(handler, changes);
    await delivery.start();
    await until('the instance has joined', () => delivery.status().joined);
    return delivery;
  }

  /** Another pool to the same database: a second process has one too. */
  async anotherPool(applicationName = 'test-second'): Promise<Database> {
    const db = await Database.connect({ url: this.database.url, applicationName });
    this.closers.push(() => db.close());
    return db;
  }

  encode(event: Envelope): SendableRecord {
    return encodeStructured(event);
  }

  async send(...events: Envelope[]): Promise<void> {
    await this.producer.send(events.map((event) => this.encode(event)));
  }

  async sendRaw(...records: SendableRecord[]): Promise<void> {
    await this.producer.send(records);
  }

  async lag(): Promise<PartitionLag[]> {
    const { brokers, topicPrefix, topics } = this;
    return groupLag({ brokers, topicPrefix, topics, group: 'probe' });
  }

  /** Resolves when everything sent is applied and published, by what the broker says. */
  async drained(timeoutMs = 20_000): Promise<void> {
    await until('lag 0', async () => (await this.lag()).every(({ lag }) => lag === 0n), timeoutMs);
  }

  async effects(): Promise<string[]> {
    return (await this.db.query<{ id: string }>('select id from effects order by n')).map(({ id }) => id);
  }

  async quarantined(): Promise<{ reason: string; event_id: string | null; record_offset: bigint; detail: string }[]> {
    return this.db.query(
      'select reason, event_id, record_offset, detail from quarantine order by topic, partition, record_offset',
    );
  }

  /** As the server's owner. */
  async ownerPool(): Promise<Database> {
    const db = await Database.connect({ url: this.database.ownerUrl, applicationName: 'test-owner', poolSize: 2 });
    this.closers.push(() => db.close());
    return db;
  }

  /** The broker's own administration, for deleting records and topics. */
  async admin(): Promise<Admin> {
    const admin = this.kafka().admin();
    await admin.connect();
    this.closers.push(() => admin.disconnect());
    return admin;
  }

  kafka(): Kafka {
    return kafkaClient({ brokers: this.brokers, clientId: 'rig', log: this.log });
  }

  /** Everything on a topic now and from now on. */
  async follow(topic: string): Promise<TopicRecord[]> {
    const records: TopicRecord[] = [];
    const { brokers, topicPrefix } = this;
    const reader = await readTopic({
      brokers,
      topicPrefix,
      topics: [topic],
      onRecord: (record) => records.push(record),
    });
    this.closers.push(() => reader.stop());
    return records;
  }

  async metric(name: string): Promise<number> {
    const metric = await this.registry.getSingleMetric(name)?.get();
    return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
  }

  readonly log: Log = {
    debug: (message, fields) => this.lines.push({ level: 'debug', message, fields }),
    info: (message, fields) => this.lines.push({ level: 'info', message, fields }),
    warn: (message, fields) => this.lines.push({ level: 'warn', message, fields }),
    error: (message, fields) => this.lines.push({ level: 'error', message, fields }),
  };

  async end(): Promise<void> {
    await Promise.all(this.deliveries.map((delivery) => delivery.stop()));
    await Promise.all(this.closers.map((close) => close()));
    await this.producer.disconnect();
    await this.database.drop();
  }
}

/** Looks until it is so. @throws Error that names what did not come */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
