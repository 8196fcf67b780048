import { encodeStructured, type Envelope } from '@perennial/contracts';
import {
  checkInvariants,
  connectProducer,
  Delivery,
  deliveryInvariants,
  ensureTopics,
  groupLag,
  readTopic,
  silentLog,
  type ChunkHandler,
  type EventProducer,
  type TopicRecord,
} from '@perennial/messaging';
import { Database } from '@perennial/persistence';

import { testStack, uniquePrefix } from './test-stack.js';
import { until } from './until.js';

export interface ServiceOnKafkaOptions {
  readonly service: string;
  /** What it consumes. */
  readonly topics: readonly string[];
  /** What it publishes: read into `published`. */
  readonly publishes: readonly string[];
  /** The service's database; the caller drops it. */
  readonly databaseUrl: string;
  readonly handler: () => ChunkHandler;
  readonly clock: () => Date;
  /** Default 2. */
  readonly instances?: number;
}

const PARTITIONS = 4;

/** Several instances of a service's chunk handler on the test stack's Kafka, on topics of their own. */
export class ServiceOnKafka {
  /** Everything read of the topics it publishes to, copies too. */
  readonly published: TopicRecord[] = [];
  private readonly topicPrefix = uniquePrefix();
  private readonly closers: (() => Promise<void>)[] = [];
  private readonly deliveries: Delivery[] = [];
  private brokers: readonly string[] = [];
  private producer: EventProducer | undefined;

  private constructor(private readonly options: ServiceOnKafkaOptions) {}

  static async start(options: ServiceOnKafkaOptions): Promise<ServiceOnKafka> {
    const running = new ServiceOnKafka(options);
    await running.connect();
    for (let instance = 0; instance < (options.instances ?? 2); instance += 1) await running.startInstance();
    return running;
  }

  /** Publishes event `i` to partition `i + shift`, whatever its key: order of arrival must not matter. */
  async send(events: readonly Envelope[], shift = 0): Promise<void> {
    const records = events.map((event, index) => ({
      ...encodeStructured(event),
      partition: (index + shift) % PARTITIONS,
    }));
    await this.producer?.send(records);
  }

  /** Until every instance has partitions. A first one alone takes everything, and may be done with it before the others have joined. */
  async shared(): Promise<void> {
    await until('every instance has partitions', async () =>
      this.deliveries
        .map((delivery) => delivery.status())
        .every(({ joined, assignment }) => joined && assignment.length > 0),
    );
  }

  /** Until everything sent is applied and what follows from it published. */
  async settled(): Promise<void> {
    const { brokers, topicPrefix } = this;
    const { service: group, topics } = this.options;
    await until(`${group} has caught up`, async () => {
      try {
        const lags = await groupLag({ brokers, topicPrefix, group, topics });
        return lags.every(({ lag }) => lag === 0n);
      } catch (error) {
        // Topics just made may have no leader yet.
        if ((error as { readonly retriable?: unknown }).retriable === true) return false;
        throw error;
      }
    });
  }

  /** Where its topics are. */
  get cluster(): { readonly brokers: readonly string[]; readonly topicPrefix: string } {
    return { brokers: this.brokers, topicPrefix: this.topicPrefix };
  }

  /** Stops everything. @throws when something that was consumed is lost, or more was applied than there is */
  async end(): Promise<void> {
    try {
      await this.expectNothingLost();
    } finally {
      await this.close();
    }
  }

  private async expectNothingLost(): Promise<void> {
    const { databaseUrl: url, topics } = this.options;
    const db = await Database.connect({ url, applicationName: 'test-invariants', poolSize: 1 });
    try {
      const results = await checkInvariants(deliveryInvariants({ db, cluster: this.cluster, topics }));
      const violated = results.find(({ holds }) => !holds);
      if (violated) throw new Error(`${violated.id}, ${violated.says}: ${violated.violation}`);
    } finally {
      await db.close();
    }
  }

  private async close(): Promise<void> {
    for (const close of this.closers.toReversed()) await close();
  }

  private async connect(): Promise<void> {
    const { topicPrefix } = this;
    const { brokers } = await testStack();
    this.brokers = brokers;
    await ensureTopics({ brokers, topicPrefix, partitions: PARTITIONS });
    const producer = await connectProducer({ brokers, topicPrefix });
    this.producer = producer;
    this.closers.push(() => producer.disconnect());
    const topics = this.options.publishes;
    const reader = await readTopic({ brokers, topicPrefix, topics, onRecord: (record) => this.published.push(record) });
    this.closers.push(() => reader.stop());
  }

  private async startInstance(): Promise<void> {
    const { brokers, topicPrefix } = this;
    const { service, topics, databaseUrl, handler, clock } = this.options;
    const db = await Database.connect({ url: databaseUrl, applicationName: `test-${service}` });
    this.closers.push(() => db.close());
    const delivery = new Delivery({
      service,
      source: `/perennial/${service}`,
      brokers,
      topicPrefix,
      topics,
      db,
      handler: handler(),
      clock,
      log: silentLog,
      onFatal: (error) => {
        throw error;
      },
    });
    this.closers.push(() => delivery.stop());
    this.deliveries.push(delivery);
    await delivery.start();
  }
}
