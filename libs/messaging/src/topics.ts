import { topics } from '@perennial/contracts';
import type { Admin } from 'kafkajs';

import type { TopicPartition } from './event-log.js';
import { askCoordinator } from './kafkajs/coordinator.js';
import type { KafkaAddress } from './kafka-settings.js';
import { kafkaClient } from './kafkajs/kafkajs-event-log.js';
import { silentLog, type Log } from './log.js';

export interface ClusterOptions extends KafkaAddress {
  readonly topicPrefix?: string;
  readonly log?: Log;
}

export interface PartitionLag {
  /** Without the prefix. */
  readonly topic: string;
  readonly partition: number;
  /** Null: the group has committed nothing yet. */
  readonly committed: bigint | null;
  readonly end: bigint;
  /** Records not yet applied and published; of a partition without a commit, all that it holds. */
  readonly lag: bigint;
}

async function withAdmin<T>(options: ClusterOptions, work: (admin: Admin) => Promise<T>): Promise<T> {
  const { brokers, security, log = silentLog } = options;
  const admin = kafkaClient({ brokers, security, clientId: 'perennial-admin', log }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/**
 * Creates the platform's topics that do not exist yet; those that exist are left as they are.
 *
 * @param options.partitions number for each new topic. Choose for good: a later change moves keys to other partitions
 * @param options.only names without the prefix; default all topics of the platform
 * @param options.replicas copies of each partition; default -1, what the broker is set to
 * @returns names of the topics created, with the prefix
 */
export async function ensureTopics(
  options: ClusterOptions & {
    readonly partitions: number;
    readonly replicas?: number;
    readonly only?: readonly string[];
  },
): Promise<string[]> {
  const { topicPrefix = '', partitions, replicas = -1, only } = options;
  return withAdmin(options, async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter(({ name }) => (only?.includes(name) ?? true) && !existing.has(topicPrefix + name));
    if (missing.length === 0) return [];
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map(({ name, config }) => ({
        topic: topicPrefix + name,
        numPartitions: partitions,
        replicationFactor: replicas,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      })),
    });
    return missing.map(({ name }) => topicPrefix + name);
  });
}

/** Per partition the offset the next record will get. @param names topics without the prefix */
export async function endOffsets(
  options: ClusterOptions,
  names: readonly string[],
): Promise<{ topic: string; partition: number; end: bigint }[]> {
  const { topicPrefix = '' } = options;
  return withAdmin(options, async (admin) => {
    const perTopic = await Promise.all(
      names.map(async (topic) => {
        const offsets = await admin.fetchTopicOffsets(topicPrefix + topic);
        return offsets.map(({ partition, high }) => ({ topic, partition, end: BigInt(high) }));
      }),
    );
    return perTopic.flat();
  });
}

/** Deletes the records of a partition before an offset, as retention does. @param at topic without the prefix */
export async function deleteRecords(options: ClusterOptions, at: TopicPartition, before: bigint): Promise<void> {
  const topic = (options.topicPrefix ?? '') + at.topic;
  await withAdmin(options, async (admin) => {
    await admin.fetchTopicOffsets(topic); // loads the metadata that the next call does not ask for
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: at.partition, offset: String(before) }] });
  });
}

/** How far a service is behind. Lag 0 everywhere: everything is applied and its answers are published. */
export async function groupLag(
  options: ClusterOptions & { readonly group: string; readonly topics: readonly string[] },
): Promise<PartitionLag[]> {
  const { topicPrefix = '', group } = options;
  return withAdmin(options, async (admin) => {
    const names = options.topics.map((topic) => topicPrefix + topic);
    // Committed first: read the other way round, records that arrive in between would show as a negative lag.
    const committed = new Map<string, bigint>();
    const answer = await askCoordinator(() => admin.fetchOffsets({ groupId: topicPrefix + group, topics: names }));
    for (const { topic, partitions } of answer) {
      for (const { partition, offset } of partitions) committed.set(`${topic}/${partition}`, BigInt(offset));
    }
    const lags = await Promise.all(
      options.topics.map(async (topic): Promise<PartitionLag[]> => {
        const offsets = await admin.fetchTopicOffsets(topicPrefix + topic);
        return offsets.map(({ partition, low, high }) => {
          const at = committed.get(`${topicPrefix}${topic}/${partition}`) ?? -1n;
          const from = at < 0n ? BigInt(low) : at;
          return { topic, partition, committed: at < 0n ? null : at, end: BigInt(high), lag: BigInt(high) - from };
        });
      }),
    );
    return lags.flat();
  });
}
