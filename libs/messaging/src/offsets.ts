import type { Database } from '@perennial/persistence';

import type { Timing } from './delivery-options.js';
import type { EventLog, PartitionBounds, Subscription, TopicOffset, TopicPartition } from './event-log.js';
import type { Log } from './log.js';
import type { DeliveryMetrics } from './metrics.js';
import { pause } from './waiting.js';

export interface OffsetsDependencies {
  readonly db: Database;
  readonly eventLog: EventLog;
  readonly group: string;
  readonly topicPrefix: string;
  readonly log: Log;
  readonly metrics: DeliveryMetrics;
  readonly timing: Timing;
  /** Full names. */
  readonly assignment: () => readonly TopicPartition[];
  readonly isHalted: (at: TopicPartition) => boolean;
  /** Full names of what the service subscribes to. */
  readonly subscribed: readonly string[];
}

export interface OutboxState {
  /** Messages, not rows. */
  readonly pending: number;
  readonly oldestSeconds: number;
}

const DONE = /* sql */ `
  select w.topic, w.partition, least(w.next_offset, o.start_offset) as done
    from consumer_watermark w
    join unnest($1::text[], $2::int4[]) as mine (topic, partition) using (topic, partition)
    left join (select topic, partition, min(start_offset) as start_offset
                 from outbox, unnest(partitions, start_offsets) as s (partition, start_offset) group by topic, partition) o
           using (topic, partition)`;

const OUTBOX = /* sql */ `
  select coalesce(sum(message_count), 0)::float8 as pending,
         coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as oldest_seconds
    from outbox`;

/**
 * Keeps the group's offsets at what is applied and published, so that a lag of 0 means just that. Postgres holds the
 * truth; the offsets are there for tools, and as a hint where to begin.
 */
export class Offsets {
  outbox: OutboxState = { pending: 0, oldestSeconds: 0 };
  /** Records waiting at the broker for the partitions of this instance; undefined when the broker did not say lately. */
  lag: bigint | undefined;
  /** The same without partitions that are halted. */
  movingLag: bigint | undefined;
  /** Since when (of `performance.now()`) every question to the broker was answered; undefined while it is away. */
  reachableSinceMs: number | undefined;

  private readonly stopping = new AbortController();
  private readonly committed = new Map<string, bigint>();
  private running: Promise<void>[] = [];
  private subscription: Subscription | undefined;

  constructor(private readonly with_: OffsetsDependencies) {}

  start(): void {
    const { timing } = this.with_;
    this.running = [
      this.repeat(timing.offsetCommitMs, () => this.commit()),
      this.repeat(timing.brokerCheckMs, () => this.compareWithBroker()),
    ];
  }

  use(subscription: Subscription): void {
    this.subscription = subscription;
  }

  /** What the broker knows of new partitions was committed by others. */
  forget(): void {
    this.committed.clear();
    [this.lag, this.movingLag] = [undefined, undefined];
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
    await this.commit().catch(() => {});
  }

  private async repeat(everyMs: number, work: () => Promise<void>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await work();
      } catch (error) {
        // Passing by nature: a rebalance, a broker or a database that is away. The next round sees for itself.
        this.with_.log.debug('offsets could not be brought up to date', { cause: error });
      }
      await pause(everyMs, this.stopping.signal);
    }
  }

  private async commit(): Promise<void> {
    const { db, metrics } = this.with_;
    const [state] = await db.query<{ pending: number; oldest_seconds: number }>(OUTBOX, [], 'outbox-state');
    if (state) this.outbox = { pending: state.pending, oldestSeconds: state.oldest_seconds };
    metrics.outboxPending.set(this.outbox.pending);
    metrics.outboxOldestSeconds.set(this.outbox.oldestSeconds);
    const due = (await this.done()).filter(
      ({ topic, partition, offset }) => this.committed.get(`${topic}/${partition}`) !== offset,
    );
    if (due.length === 0 || !this.subscription) return;
    await this.subscription.commit(due);
    for (const { topic, partition, offset } of due) this.committed.set(`${topic}/${partition}`, offset);
  }

  /** Per partition of ours: everything before this offset is applied and published. */
  private async done(): Promise<TopicOffset[]> {
    const { db, topicPrefix, assignment } = this.with_;
    const mine = assignment();
    if (mine.length === 0) return [];
    const rows = await db.query<{ topic: string; partition: number; done: bigint }>(
      DONE,
      [mine.map(({ topic }) => topic.slice(topicPrefix.length)), mine.map(({ partition }) => partition)],
      'done-offsets',
    );
    return rows.map(({ topic, partition, done }) => ({ topic: topicPrefix + topic, partition, offset: done }));
  }

  /** Somebody may have reset the group, and a commit may have been lost without an error: then it is sent again. */
  private async compareWithBroker(): Promise<void> {
    // Before that the client is not connected: a question would open connections nobody closes.
    if (!this.subscription) return;
    try {
      const assigned = [...new Set(this.with_.assignment().map(({ topic }) => topic))];
      // Without an assignment the question only tells whether the broker answers.
      await this.compare(assigned.length > 0 ? assigned : this.with_.subscribed.slice(0, 1));
      this.reachableSinceMs ??= performance.now();
    } catch (error) {
      [this.lag, this.movingLag] = [undefined, undefined];
      this.reachableSinceMs = undefined;
      throw error;
    }
  }

  private async compare(topics: readonly string[]): Promise<void> {
    const { eventLog, group } = this.with_;
    const atBroker = new Map(
      (await eventLog.committed(group, topics)).map(({ topic, partition, offset }) => [
        `${topic}/${partition}`,
        offset,
      ]),
    );
    for (const [key, offset] of this.committed) {
      if (atBroker.get(key) !== offset) this.committed.delete(key);
    }
    const done = await this.done();
    const ends = new Map(
      await Promise.all(topics.map(async (topic) => [topic, await eventLog.bounds(topic)] as const)),
    );
    this.measureLag(done, ends);
  }

  private measureLag(done: readonly TopicOffset[], ends: ReadonlyMap<string, readonly PartitionBounds[]>): void {
    const { group, metrics, topicPrefix, isHalted } = this.with_;
    metrics.lag.reset();
    let [sum, moving] = [0n, 0n];
    for (const { topic, partition, offset } of done) {
      const end = ends.get(topic)?.find((bounds) => bounds.partition === partition)?.end ?? offset;
      const lag = end > offset ? end - offset : 0n;
      sum += lag;
      if (!isHalted({ topic, partition })) moving += lag;
      metrics.lag.set(
        { consumergroup: group, topic: topic.slice(topicPrefix.length), partition: String(partition) },
        Number(lag),
      );
    }
    [this.lag, this.movingLag] = [sum, moving];
  }
}
