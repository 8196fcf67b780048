import { Kafka, logLevel, type Admin, type KafkaConfig, type Message, type Producer, type SASLOptions } from 'kafkajs';

import type {
  EventLog,
  LogConsumer,
  OutgoingRecord,
  PartitionBounds,
  SubscribeOptions,
  Subscription,
  TopicOffset,
} from '../event-log.js';
import type { KafkaAddress, KafkaSecurity } from '../kafka-settings.js';
import type { Log } from '../log.js';
import { PackedRecord } from '../record-body.js';
import { within } from '../waiting.js';
import { askLeaders } from './ask-leaders.js';
import { clientLog } from './client-log.js';
import { Connections } from './connections.js';
import { defaultPartitioner } from './partitioner.js';
import { patchProduce } from './produce-patch.js';
import { registerCodecs } from './register-codecs.js';
import { patchRequestQueue } from './request-queue-patch.js';
import { subscribe } from './subscription.js';

export interface KafkaOptions extends KafkaAddress {
  readonly clientId: string;
  readonly log: Log;
}

/** Long enough for a broker's restart; whoever calls tries again after that. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 };
const ALL_REPLICAS = -1;
/** Time for an orderly end; a broker that hangs takes no longer. */
const DISCONNECT_MS = 500;

let prepared = false;

/** A kafkajs client that is patched, reads every codec and writes to the given log only. */
export function kafkaClient(
  { brokers, security, clientId, log }: KafkaOptions,
  connections: Connections = new Connections(brokers),
): Kafka {
  if (!prepared) {
    patchRequestQueue();
    patchProduce();
    registerCodecs();
    prepared = true;
  }
  return new Kafka({
    brokers: connections.brokers,
    socketFactory: connections.open,
    ...securedBy(security),
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 20_000,
    retry: RETRY,
    logLevel: logLevel.WARN,
    logCreator: clientLog(log),
  });
}

function securedBy({ tls, sasl }: KafkaSecurity = {}): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  if (!sasl) return { ...(tls && { ssl: tls }) };
  const { mechanism, username, password } = sasl;
  const login = { mechanism: mechanism.toLowerCase(), username, password } as SASLOptions;
  return { ...(tls && { ssl: tls }), sasl: login };
}

/**
 * `EventLog` on kafkajs. The producer is not idempotent: in this client a failed send gives its sequence number to the
 * next one, which the broker then takes for a repeat and drops. Repeats of ours are harmless, so we repeat instead.
 */
export class KafkaJsEventLog implements EventLog {
  private readonly connections: Connections;
  private readonly kafka: Kafka;
  private readonly producer: Producer;
  private readonly admin: Admin;

  constructor(options: KafkaOptions) {
    this.connections = new Connections(options.brokers);
    this.kafka = kafkaClient(options, this.connections);
    this.producer = this.kafka.producer({
      idempotent: false,
      allowAutoTopicCreation: false,
      createPartitioner: defaultPartitioner,
    });
    this.admin = this.newAdmin();
    this.producer.on(this.producer.events.REQUEST_TIMEOUT, this.connections.onRequestTimeout);
  }

  async connect(): Promise<void> {
    await this.admin.connect();
    await this.producer.connect();
  }

  async disconnect(): Promise<void> {
    await within(
      performance.now() + DISCONNECT_MS,
      Promise.allSettled([this.producer.disconnect(), this.admin.disconnect()]),
    );
    this.connections.end();
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    await this.producer.sendBatch({ acks: ALL_REPLICAS, topicMessages: byTopic(records) });
  }

  async subscribe(options: SubscribeOptions, consumer: LogConsumer): Promise<Subscription> {
    return subscribe(this.kafka, this.connections, options, consumer);
  }

  async bounds(topic: string): Promise<PartitionBounds[]> {
    const offsets = await askLeaders(
      this.admin,
      () => this.anotherAdmin(),
      (admin) => admin.fetchTopicOffsets(topic),
    );
    return offsets.map(({ partition, low, high }) => ({ partition, earliest: BigInt(low), end: BigInt(high) }));
  }

  async committed(group: string, topics: readonly string[]): Promise<TopicOffset[]> {
    const answer = await this.admin.fetchOffsets({ groupId: group, topics: [...topics] });
    return answer.flatMap(({ topic, partitions }) =>
      partitions
        .map(({ partition, offset }) => ({ topic, partition, offset: BigInt(offset) }))
        .filter(({ offset }) => offset >= 0n),
    );
  }

  private newAdmin(): Admin {
    const admin = this.kafka.admin();
    admin.on(admin.events.REQUEST_TIMEOUT, this.connections.onRequestTimeout);
    return admin;
  }

  private async anotherAdmin(): Promise<Admin> {
    const admin = this.newAdmin();
    await admin.connect();
    return admin;
  }
}

/** Groups what goes to one topic, in the given order. */
export function byTopic(
  records: readonly (OutgoingRecord & { readonly partition?: number })[],
): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const record of records) {
    let messages = topics.get(record.topic);
    if (!messages) topics.set(record.topic, (messages = groupedInOneGo()));
    messages.push(record instanceof PackedRecord ? record : messageOf(record));
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}

function messageOf({ key, value, headers, partition }: OutgoingRecord & { readonly partition?: number }): Message {
  return { key, value, headers: { ...headers }, ...(partition === undefined ? {} : { partition }) };
}

type Groups = Record<string, Message[]>;

/**
 * A list of messages. kafkajs has it reduced to the messages of each partition, with a step that copies the group for each
 * message that joins it: of a thousand, half a million places. This one has every message put into a group of its own.
 */
function groupedInOneGo(): Message[] {
  const messages: Message[] = [];
  const reduce = (step: (groups: Groups, message: Message) => Groups, groups: Groups): Groups => {
    for (const message of messages) {
      for (const [partition, joining] of Object.entries(step({}, message))) (groups[partition] ??= []).push(...joining);
    }
    return groups;
  };
  return Object.defineProperty(messages, 'reduce', { value: reduce });
}
