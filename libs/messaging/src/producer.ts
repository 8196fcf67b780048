import type { OutgoingRecord } from './event-log.js';
import { byTopic, kafkaClient } from './kafkajs/kafkajs-event-log.js';
import { defaultPartitioner } from './kafkajs/partitioner.js';
import { silentLog } from './log.js';
import type { ClusterOptions } from './topics.js';

export interface EventProducer {
  /** Resolves when all in-sync replicas have the records. Topics are named without the prefix. */
  send(records: readonly SendableRecord[]): Promise<void>;
  disconnect(): Promise<void>;
}

export interface SendableRecord {
  readonly topic: string;
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: OutgoingRecord['headers'];
  /** Fixed partition, for tests; otherwise the key decides. */
  readonly partition?: number;
}

/** Bytes of one request; a partition's share of it becomes one batch, which must stay below the topic's limit. */
const REQUEST_BYTES = 768 * 1_024;

/** For what publishes events from outside the services: the command line, importers, tests. */
export async function connectProducer(
  options: ClusterOptions & { readonly clientId?: string },
): Promise<EventProducer> {
  const { brokers, security, topicPrefix = '', clientId = 'perennial-producer', log = silentLog } = options;
  const producer = kafkaClient({ brokers, security, clientId, log }).producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: defaultPartitioner,
  });
  await producer.connect();
  return {
    async send(records) {
      for (const part of inRequests(records)) {
        const topicMessages = byTopic(
          part.map(({ topic, key, value, headers = {}, partition }) => ({
            topic: topicPrefix + topic,
            key: typeof key === 'string' ? Buffer.from(key, 'utf8') : key,
            value,
            headers,
            partition,
          })),
        );
        await producer.sendBatch({ acks: -1, topicMessages });
      }
    },
    disconnect: () => producer.disconnect(),
  };
}

function* inRequests(records: readonly SendableRecord[]): Generator<SendableRecord[]> {
  let part: SendableRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = 200 + (record.key?.length ?? 0) + (record.value?.length ?? 0);
    if (part.length > 0 && bytes + size > REQUEST_BYTES) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(record);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
