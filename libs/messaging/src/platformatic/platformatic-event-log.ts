import { isIP } from 'node:net';

import { Admin, Producer, ProduceAcks, compatibilityPartitioner, type BaseOptions } from '@platformatic/kafka';

import type {
  EventLog,
  LogConsumer,
  OutgoingRecord,
  PartitionBounds,
  SubscribeOptions,
  Subscription,
  TopicOffset,
} from '../event-log.js';
import type { KafkaAddress } from '../kafka-settings.js';
import type { KafkaOptions } from '../kafkajs/kafkajs-event-log.js';
import { headerPairs } from '../record-body.js';
import { answered, endConnections, hardened } from './connections.js';
import { PlatformaticSubscription } from './subscription.js';

const EARLIEST = -2n;
const LATEST = -1n;
/** Time the replicas have to take what is published. */
const REPLICATION_MS = 15_000;

/**
 * `EventLog` on @platformatic/kafka. The client never tries again by itself: whoever calls does. Its producer is not
 * idempotent, for the same reason as with kafkajs: after a failed send it reuses a sequence number.
 */
export class PlatformaticEventLog implements EventLog {
  private readonly client: BaseOptions;
  private readonly producer: Producer;
  private readonly admin: Admin;
  private readonly subscriptions = new Set<PlatformaticSubscription>();

  constructor(private readonly options: KafkaOptions) {
    this.client = {
      clientId: options.clientId,
      bootstrapBrokers: [...options.brokers],
      ...securedBy(options),
      connectTimeout: 3_000,
      requestTimeout: 20_000,
      retries: 0,
      autocreateTopics: false,
    } as BaseOptions;
    this.producer = new Producer({
      ...this.client,
      timeout: REPLICATION_MS,
      acks: ProduceAcks.ALL,
      idempotent: false,
      // As in kafkajs and in Java: a key keeps its partition when the client changes.
      partitioner: compatibilityPartitioner,
    });
    this.admin = new Admin(this.client);
    for (const { connections } of [this.producer, this.admin]) hardened(connections);
  }

  async connect(): Promise<void> {
    await this.ask(this.admin.metadata({ topics: [], forceUpdate: true }));
  }

  async disconnect(): Promise<void> {
    for (const subscription of this.subscriptions) subscription.end();
    endConnections(this.producer.connections);
    endConnections(this.admin.connections);
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    const messages = records.map(({ topic, key, value, headers }) => ({
      topic,
      key: key as Buffer,
      value: value as Buffer,
      // By buffers, of which no two are the same key: a header may occur several times.
      headers: new Map(headerPairs(headers).map(([name, content]) => [Buffer.from(name), Buffer.from(content)])),
    }));
    await answered(this.producer.connections, this.producer.send({ messages, acks: ProduceAcks.ALL }));
  }

  async subscribe(options: SubscribeOptions, consumer: LogConsumer): Promise<Subscription> {
    const subscription = new PlatformaticSubscription(options, consumer, {
      client: this.client,
      log: this.options.log,
      bounds: (topic) => this.bounds(topic),
      committed: (topics) => this.committed(options.group, topics),
    });
    this.subscriptions.add(subscription);
    subscription.begin();
    return subscription;
  }

  async bounds(topic: string): Promise<PartitionBounds[]> {
    // Never from memory: the topic may have been made anew.
    const { topics } = await this.ask(this.admin.metadata({ topics: [topic], forceUpdate: true }));
    const numbers = [...(topics.get(topic)?.partitions ?? []).keys()];
    const offsets = async (timestamp: bigint): Promise<Map<number, bigint>> => {
      const partitions = numbers.map((partitionIndex) => ({ partitionIndex, timestamp }));
      const [listed] = await this.ask(this.admin.listOffsets({ topics: [{ name: topic, partitions }] }));
      return new Map(listed?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset]));
    };
    const [earliest, latest] = await Promise.all([offsets(EARLIEST), offsets(LATEST)]);
    return numbers.map((partition) => ({
      partition,
      earliest: offsetOf(earliest, topic, partition),
      end: offsetOf(latest, topic, partition),
    }));
  }

  async committed(group: string, topics: readonly string[]): Promise<TopicOffset[]> {
    const groups = await this.ask(this.admin.listConsumerGroupOffsets({ groups: [group] }));
    return groups
      .flatMap((one) => one.topics)
      .filter(({ name }) => topics.includes(name))
      .flatMap(({ name, partitions }) =>
        partitions
          .filter(({ committedOffset }) => committedOffset >= 0n)
          .map(({ partitionIndex, committedOffset }) => ({
            topic: name,
            partition: partitionIndex,
            offset: committedOffset,
          })),
      );
  }

  private ask<T>(answer: Promise<T>): Promise<T> {
    return answered(this.admin.connections, answer);
  }
}

function offsetOf(offsets: ReadonlyMap<number, bigint>, topic: string, partition: number): bigint {
  const offset = offsets.get(partition);
  if (offset === undefined) throw new Error(`the broker did not tell the offsets of ${topic}/${partition}`);
  return offset;
}

function securedBy({ brokers, security }: KafkaAddress): Pick<BaseOptions, 'tls' | 'tlsServerName' | 'sasl'> {
  const { tls, sasl } = security ?? {};
  // Brokers behind one address are told apart by the name that is asked for; an address is no name.
  const hasNames = brokers.some((broker) => !isIP(broker.replace(/:[0-9]+$/, '')));
  return { ...(tls && { tls, tlsServerName: hasNames }), ...(sasl && { sasl }) };
}
