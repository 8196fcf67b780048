import type { Batch, Consumer, EachBatchPayload, Kafka } from 'kafkajs';

import type {
  BatchControl,
  FetchedBatch,
  LogConsumer,
  SubscribeOptions,
  Subscription,
  TopicOffset,
  TopicPartition,
} from '../event-log.js';
import type { Connections } from './connections.js';

/** Present on kafkajs' batches, missing in its types: where the fetch began. */
type BatchWithOrigin = Batch & { readonly fetchedOffset: string };

/**
 * Of one fetch from one broker. What it brings is held until all of it has been handled: several times this in memory. Of events of up to
 * 700 bytes a partition's share of it fills a chunk.
 */
const FETCH_BYTES = 8 * 1_048_576;

/** Joins a group with settings that keep every decision (offsets, retries, gaps) on our side. */
export async function subscribe(
  kafka: Kafka,
  connections: Connections,
  options: SubscribeOptions,
  to: LogConsumer,
): Promise<Subscription> {
  const consumer = kafka.consumer({
    groupId: options.group,
    sessionTimeout: options.sessionTimeoutMs,
    heartbeatInterval: options.heartbeatMs,
    rebalanceTimeout: options.rebalanceTimeoutMs,
    maxWaitTimeInMs: options.fetchWaitMs,
    // The client fetches again when everything a fetch brought has been handled: equal shares for those that are handled
    // at once end together, where of more partitions the last would be handled alone.
    maxBytes: FETCH_BYTES,
    maxBytesPerPartition: Math.ceil(FETCH_BYTES / options.partitionsAtOnce),
    allowAutoTopicCreation: false,
    readUncommitted: false,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 },
  });
  listen(consumer, to);
  consumer.on(consumer.events.REQUEST_TIMEOUT, connections.onRequestTimeout);
  await consumer.connect();
  try {
    // An offset the broker does not have leads to the earliest one, never to the end: what is missing is noticed by the
    // watermark, what is skipped would not be.
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: options.partitionsAtOnce,
      eachBatch: (payload) => to.onBatch(fetched(payload.batch as BatchWithOrigin), control(payload)),
    });
  } catch (error) {
    await consumer.disconnect().catch(() => {});
    throw error;
  }
  return {
    seek: ({ topic, partition }, offset) => consumer.seek({ topic, partition, offset: String(offset) }),
    pause: (at) => consumer.pause(at.map(({ topic, partition }) => ({ topic, partitions: [partition] }))),
    commit: (offsets) => commit(consumer, offsets),
    leave: () => consumer.disconnect(),
  };
}

async function commit(consumer: Consumer, offsets: readonly TopicOffset[]): Promise<void> {
  await consumer.commitOffsets(
    offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
  );
}

function listen(consumer: Consumer, to: LogConsumer): void {
  const { FETCH, HEARTBEAT, START_BATCH_PROCESS, END_BATCH_PROCESS, GROUP_JOIN, REBALANCING, CRASH } = consumer.events;
  for (const event of [FETCH, HEARTBEAT, END_BATCH_PROCESS] as const) consumer.on(event, () => to.onActivity());
  consumer.on(START_BATCH_PROCESS, ({ payload }) => {
    // Only markers or aborted records: kafkajs moves on without calling `eachBatch`.
    if (payload.batchSize > 0) return;
    to.onNothingVisible({ topic: payload.topic, partition: payload.partition }, BigInt(payload.lastOffset) + 1n);
  });
  consumer.on(GROUP_JOIN, ({ payload }) => {
    const assignment: TopicPartition[] = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    to.onAssigned(assignment);
  });
  consumer.on(REBALANCING, () => to.onLeft());
  consumer.on(CRASH, ({ payload }) => {
    to.onLeft();
    if (!payload.restart) to.onCrash(payload.error);
  });
}

function fetched(batch: BatchWithOrigin): FetchedBatch {
  return {
    topic: batch.topic,
    partition: batch.partition,
    from: BigInt(batch.fetchedOffset),
    next: BigInt(batch.lastOffset()) + 1n,
    records: batch.messages.map(({ offset, key, value, headers, timestamp }) => ({
      offset: BigInt(offset),
      key,
      value,
      headers: headers ?? {},
      timestamp,
    })),
  };
}

function control({ heartbeat, resolveOffset, isRunning, isStale }: EachBatchPayload): BatchControl {
  return {
    heartbeat,
    resolve: (next) => resolveOffset(String(next - 1n)),
    isActive: () => isRunning() && !isStale(),
  };
}
