import type { Database } from '@perennial/persistence';
import type { Registry } from 'prom-client';

import type { ChunkHandler } from './chunk-handler.js';
import type { EventLog } from './event-log.js';
import type { KafkaAddress } from './kafka-settings.js';
import type { Log } from './log.js';

export interface DeliveryOptions extends KafkaAddress {
  /** `ledger`, `campaign`, `metrics`: the consumer group, and the name in quarantine headers and metrics. */
  readonly service: string;
  /** CloudEvents `source` of what the service publishes: `/perennial/ledger`. */
  readonly source: string;
  /** Put before every topic name and the group's name; default empty. */
  readonly topicPrefix?: string;
  /** Names of the topics to consume, without the prefix. */
  readonly topics: readonly string[];
  readonly db: Database;
  readonly handler: ChunkHandler;
  /** The service's clock. Booking instants and the limit of the future come from it; waiting never does. */
  readonly clock: () => Date;
  readonly log: Log;
  readonly registry?: Registry;
  /** Something only a restart of the process can heal. The process must end with a non-zero code. */
  readonly onFatal: (error: Error) => void;
  readonly timing?: Partial<Timing>;
  readonly limits?: Partial<Limits>;
  /** What to consume and publish with, not connected yet; default kafkajs. Ends with the delivery. */
  readonly eventLog?: EventLog;
}

/** Durations in milliseconds. */
export interface Timing {
  /** The broker takes a silent instance for dead after this time; default 10 s. */
  readonly sessionTimeoutMs: number;
  /** Default 3 s. */
  readonly heartbeatMs: number;
  /** Time a running chunk may delay a rebalance; default 60 s. */
  readonly rebalanceTimeoutMs: number;
  /** Longest wait of a fetch at the broker for a first record; default 250 ms. */
  readonly fetchWaitMs: number;
  /** A chunk takes as many events as were handled within this time before, and at least 50; default 500 ms. */
  readonly chunkBudgetMs: number;
  /** First and longest pause before a chunk or a publication is tried again; default 100 ms and 5 s. */
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
  /** Within a chunk's transaction: waiting for one lock, one statement, and silence of ours; default 10, 30 and 15 s. */
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly idleTransactionTimeoutMs: number;
  /** A transaction that neither ends nor fails for this long is fatal (a connection that is dead without knowing); default 120 s. */
  readonly chunkStuckMs: number;
  /** Life of a publisher's lease on a shard and how often it is renewed; default 10 s and 3 s. */
  readonly leaseMs: number;
  readonly leaseRenewalMs: number;
  /** How often the outbox is looked at without being woken; default 250 ms. */
  readonly outboxPollMs: number;
  /** How often offsets are committed; default 250 ms. */
  readonly offsetCommitMs: number;
  /** How often the broker's view (committed offsets, ends of the topics) is compared with ours; default 3 s. */
  readonly brokerCheckMs: number;
  /** No sign of life from the consumer for this long while records wait is fatal; default 60 s. */
  readonly silenceMs: number;
  /** Longest time `stop` takes for finishing chunk, outbox and offsets; default 10 s. */
  readonly drainMs: number;
}

export interface Limits {
  /** Events of one chunk; default 1,000. */
  readonly chunkEvents: number;
  /** Bytes of the records of one chunk; default 8 MiB. A single larger record is a chunk. */
  readonly chunkBytes: number;
  /** Messages that may wait in the outbox before ingest pauses; default 200,000. */
  readonly outboxMessages: number;
  /** Bytes of one send; default 512 KiB, below what any topic takes. A single larger message is a send. */
  readonly sendBytes: number;
  /** Chunks handled at the same time; default 3. What waits for them goes together, whatever partitions it is of. */
  readonly chunksAtOnce: number;
  /** Partitions that are taken up at the same time; default 12. */
  readonly partitionsAtOnce: number;
}

export const defaultTiming: Timing = {
  sessionTimeoutMs: 10_000,
  heartbeatMs: 3_000,
  rebalanceTimeoutMs: 60_000,
  fetchWaitMs: 250,
  chunkBudgetMs: 500,
  retryFirstMs: 100,
  retryLongestMs: 5_000,
  lockTimeoutMs: 10_000,
  statementTimeoutMs: 30_000,
  idleTransactionTimeoutMs: 15_000,
  chunkStuckMs: 120_000,
  leaseMs: 10_000,
  leaseRenewalMs: 3_000,
  outboxPollMs: 250,
  offsetCommitMs: 250,
  brokerCheckMs: 3_000,
  silenceMs: 60_000,
  drainMs: 10_000,
};

export const defaultLimits: Limits = {
  chunkEvents: 1_000,
  chunkBytes: 8 * 1_048_576,
  outboxMessages: 200_000,
  sendBytes: 512 * 1_024,
  chunksAtOnce: 3,
  partitionsAtOnce: 12,
};
