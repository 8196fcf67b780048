/** The log of events as the runtime sees it: the only door to a Kafka client, so that another client can take its place. */
export interface EventLog {
  connect(): Promise<void>;
  /** Ends every connection, subscriptions' and those being opened too, for good. What still waits for the broker fails. */
  disconnect(): Promise<void>;
  /** Appends in the given order per partition. Resolves when all in-sync replicas have them; a rejection says nothing about what was appended. */
  publish(records: readonly OutgoingRecord[]): Promise<void>;
  /** Joins the group and begins to fetch. Resolves once the client runs; `onAssigned` tells what it got. */
  subscribe(options: SubscribeOptions, consumer: LogConsumer): Promise<Subscription>;
  /** First and next offset of each partition. @throws when the topic does not exist or the broker does not answer */
  bounds(topic: string): Promise<PartitionBounds[]>;
  /** Offsets the group has committed; partitions without one are missing. */
  committed(group: string, topics: readonly string[]): Promise<TopicOffset[]>;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface TopicOffset extends TopicPartition {
  readonly offset: bigint;
}

export interface PartitionBounds {
  readonly partition: number;
  /** Offset of the oldest record that is still there (or of the next one, when none is). */
  readonly earliest: bigint;
  /** Offset the next record will get. */
  readonly end: bigint;
}

/** A header may occur several times, and may have no value. */
export type Headers = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

/** A record as its producer sent it, and its place in the partition. */
export interface RecordContent {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
}

export interface LogRecord extends RecordContent {
  /** Milliseconds since 1970, as the log keeps it. */
  readonly timestamp: string;
}

export interface OutgoingRecord {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
}

/** What one fetch brought of one partition: everything visible from `from` (inclusive) to `next` (exclusive). */
export interface FetchedBatch extends TopicPartition {
  readonly from: bigint;
  /** Beyond the last record there may be markers of transactions, which no consumer sees. */
  readonly next: bigint;
  readonly records: readonly LogRecord[];
}

export interface BatchControl {
  /** Cheap when called often. Rejects when the partition may no longer be ours: finish what runs, then leave the batch. */
  heartbeat(): Promise<void>;
  /** Says that everything before `next` is done: the next fetch begins there. What is not resolved is fetched again. */
  resolve(next: bigint): void;
  /** False once the subscription ends or the partition was sought elsewhere: leave the batch. */
  isActive(): boolean;
}

export interface SubscribeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly fetchWaitMs: number;
  readonly partitionsAtOnce: number;
}

export interface LogConsumer {
  /** One at a time per partition. Rejects only with what `heartbeat` rejected with. */
  onBatch(batch: FetchedBatch, control: BatchControl): Promise<void>;
  /** After every join of the group: all that is ours now. */
  onAssigned(assignment: readonly TopicPartition[]): void;
  /** The partition moved on to `next` without a record anybody may see (aborted, or only markers). */
  onNothingVisible(at: TopicPartition, next: bigint): void;
  /** Sign of life: fetched, sent a heartbeat, finished a batch. */
  onActivity(): void;
  /** The client has lost its place in the group and will try again by itself. */
  onLeft(): void;
  /** The client gave up. Only a new process helps. */
  onCrash(error: Error): void;
}

export interface Subscription {
  /** The next fetch of the partition begins at `offset`; a running batch of it becomes inactive. */
  seek(at: TopicPartition, offset: bigint): void;
  /** Stops fetching until the process ends. */
  pause(at: readonly TopicPartition[]): void;
  commit(offsets: readonly TopicOffset[]): Promise<void>;
  /** Waits for running batches, leaves the group, disconnects. */
  leave(): Promise<void>;
}
