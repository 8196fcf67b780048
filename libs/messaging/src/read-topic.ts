import { randomUUID } from 'node:crypto';

import type { LogRecord, Subscription, TopicPartition } from './event-log.js';
import { KafkaJsEventLog } from './kafkajs/kafkajs-event-log.js';
import { silentLog, type Log } from './log.js';
import type { ClusterOptions } from './topics.js';

export interface TopicRecord extends LogRecord {
  /** Without the prefix. */
  readonly topic: string;
  readonly partition: number;
}

export interface ReadTopicOptions extends ClusterOptions {
  /** Without the prefix. */
  readonly topics: readonly string[];
  /** Where to begin; default with what is there. `end`: only records that arrive from now on. */
  readonly from?: 'beginning' | 'end';
  /** A promise is waited for before the next one comes. */
  readonly onRecord: (record: TopicRecord) => unknown;
  /** Told of each partition (topic without the prefix) up to where it has been read, exclusive. */
  readonly onPosition?: (at: TopicPartition, next: bigint) => void;
}

/**
 * Follows topics without leaving a trace in the services' groups: for tests, and for showing what happens.
 * Resolves when reading has begun.
 */
export async function readTopic(options: ReadTopicOptions): Promise<{ stop(): Promise<void> }> {
  const { brokers, security, log = silentLog } = options;
  const eventLog = new KafkaJsEventLog({ brokers, security, clientId: 'perennial-reader', log });
  try {
    const subscription = await follow(eventLog, log, options);
    return {
      async stop() {
        await subscription.leave();
        await eventLog.disconnect();
      },
    };
  } catch (error) {
    await eventLog.disconnect();
    throw error;
  }
}

async function follow(eventLog: KafkaJsEventLog, log: Log, options: ReadTopicOptions): Promise<Subscription> {
  const { topicPrefix = '', topics, from = 'beginning', onRecord, onPosition = () => {} } = options;
  const withoutPrefix = (topic: string) => topic.slice(topicPrefix.length);
  await eventLog.connect();
  const names = topics.map((topic) => topicPrefix + topic);
  const starts = new Map<string, bigint>();
  if (from === 'end') {
    for (const topic of names) {
      for (const { partition, end } of await eventLog.bounds(topic)) starts.set(`${topic}/${partition}`, end);
    }
  }
  let joined = (): void => {};
  const whenJoined = new Promise<void>((resolve) => (joined = resolve));
  const subscription = await eventLog.subscribe(
    {
      group: `${topicPrefix}reader-${randomUUID()}`,
      topics: names,
      sessionTimeoutMs: 10_000,
      heartbeatMs: 3_000,
      rebalanceTimeoutMs: 10_000,
      fetchWaitMs: 100,
      partitionsAtOnce: 1,
    },
    {
      async onBatch({ topic, partition, records, next }, control) {
        const start = starts.get(`${topic}/${partition}`) ?? 0n;
        for (const record of records) {
          if (record.offset >= start) await onRecord({ ...record, topic: withoutPrefix(topic), partition });
        }
        control.resolve(next);
        onPosition({ topic: withoutPrefix(topic), partition }, next);
      },
      onAssigned: () => joined(),
      onNothingVisible: ({ topic, partition }, next) => onPosition({ topic: withoutPrefix(topic), partition }, next),
      onActivity: () => {},
      onLeft: () => {},
      onCrash: (error) => log.error('reading has ended', { error: error.message }),
    },
  );
  await whenJoined;
  return subscription;
}
