import type { Database } from '@perennial/persistence';

import type { Timing } from './delivery-options.js';
import type { EventLog, PartitionBounds, Subscription, TopicPartition } from './event-log.js';
import type { Log } from './log.js';
import type { DeliveryMetrics } from './metrics.js';
import { beginWatermark, positionFor, readWatermarks, type Watermark } from './watermark.js';
import { Backoff, pause } from './waiting.js';

/** `LOG_TRUNCATED`: records are missing from the log. `UNEXPECTED_ERROR`: a mistake in code or set-up. */
export type HaltReason = 'LOG_TRUNCATED' | 'UNEXPECTED_ERROR';

export interface Halt {
  readonly reason: HaltReason;
  readonly detail: string;
  readonly missing?: { readonly from: bigint; readonly until: bigint };
  readonly since: Date;
}

/** What this process knows of one partition. */
export interface PartitionState extends TopicPartition {
  /** As the database names it: without the installation's prefix. */
  readonly stored: TopicPartition;
  /** The watermark; undefined until it was read. */
  next: bigint | undefined;
  /** Where the client fetches next. */
  position: bigint | undefined;
  /** The record to compare before going on. */
  check: { readonly offset: bigint; readonly digest: Buffer } | undefined;
  /** The log was compared with the watermark, once in this process and whenever the client goes back by itself. */
  known: boolean;
  halted: Halt | undefined;
  positioning: Promise<void>;
  /** The last chunk of the batch before, which may be under way while the client fetches. */
  last: Promise<void>;
}

export interface PartitionsDependencies {
  readonly db: Database;
  readonly eventLog: EventLog;
  readonly topicPrefix: string;
  readonly owner: string;
  readonly log: Log;
  readonly metrics: DeliveryMetrics;
  readonly timing: Timing;
}

export const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/**
 * Where each partition stands. After every assignment the client is sent to where Postgres is: behind the group's
 * offset after a restore, ahead of it after a crash. The group's offset never decides.
 */
export class Partitions {
  assignment: readonly TopicPartition[] = [];

  private readonly states = new Map<string, PartitionState>();
  private generation = 0;
  private stopped = false;
  private subscription: Subscription | undefined;
  private subscribed: (subscription: Subscription) => void = () => {};
  private readonly whenSubscribed = new Promise<Subscription>((resolve) => (this.subscribed = resolve));

  constructor(private readonly with_: PartitionsDependencies) {}

  /** The client joins before it hands out its subscription. */
  use(subscription: Subscription): void {
    this.subscription = subscription;
    this.subscribed(subscription);
  }

  stop(): void {
    this.stopped = true;
  }

  get(at: TopicPartition): PartitionState | undefined {
    return this.states.get(nameOf(at));
  }

  of(at: TopicPartition): PartitionState {
    const known = this.get(at);
    if (known) return known;
    const { topicPrefix } = this.with_;
    const state: PartitionState = {
      topic: at.topic,
      partition: at.partition,
      stored: { topic: at.topic.slice(topicPrefix.length), partition: at.partition },
      next: undefined,
      position: undefined,
      check: undefined,
      known: false,
      halted: undefined,
      positioning: Promise.resolve(),
      last: Promise.resolve(),
    };
    this.states.set(nameOf(at), state);
    return state;
  }

  halted(): PartitionState[] {
    return [...this.states.values()].filter(({ halted }) => halted);
  }

  assign(assignment: readonly TopicPartition[]): void {
    this.generation += 1;
    this.assignment = assignment;
    const states = assignment.map((at) => this.of(at));
    // Others may have worked on them since.
    for (const state of states) state.next = undefined;
    // A client that has restarted by itself knows of no pause any more, and would fetch the same records without end.
    this.subscription?.pause(states.filter(({ halted }) => halted));
    const positioning = this.position(states, this.generation);
    for (const state of states) state.positioning = positioning;
  }

  /** Resolves when the partition has been positioned by the newest assignment. */
  async positioned(state: PartitionState): Promise<void> {
    for (let waited: Promise<void> | undefined; waited !== state.positioning;) {
      waited = state.positioning;
      await waited;
    }
  }

  /** Asks Postgres and the broker anew where the partition stands, and sends the client there. */
  async reposition(state: PartitionState): Promise<void> {
    state.next = undefined;
    state.positioning = this.position([state], this.generation);
    await state.positioning;
  }

  /** The partition waits for a person; the others go on. */
  halt(state: PartitionState, reason: HaltReason, why: Pick<Halt, 'detail' | 'missing'> & { cause?: unknown }): void {
    const { log, metrics } = this.with_;
    const { topic, partition } = state.stored;
    state.halted = { reason, detail: why.detail, missing: why.missing, since: new Date() };
    metrics.halted.set({ topic, partition: String(partition) }, 1);
    log.error('a partition is halted until somebody looks at it', {
      reason,
      topic,
      partition,
      detail: why.detail,
      ...(why.cause === undefined ? {} : { cause: why.cause }),
    });
    this.subscription?.pause([state]);
  }

  private async position(states: readonly PartitionState[], generation: number): Promise<void> {
    const { timing, log, metrics } = this.with_;
    const subscription = await this.whenSubscribed;
    const backoff = new Backoff(timing.retryFirstMs, timing.retryLongestMs);
    let left = states.filter(({ halted }) => !halted);
    while (left.length > 0 && !this.stopped && generation === this.generation) {
      try {
        left = await this.positionOnce(left, subscription, generation, backoff.attempts > 0);
        if (left.length === 0) return;
      } catch (error) {
        metrics.retries.inc({ what: 'position' });
        log.warn('where to go on reading is not known yet', { attempt: backoff.attempts + 1, cause: error });
      }
      await pause(backoff.nextMs());
    }
  }

  /** @returns partitions that look truncated and should be looked at once more: both sides move while we look */
  private async positionOnce(
    states: readonly PartitionState[],
    subscription: Subscription,
    generation: number,
    haltAtOnce: boolean,
  ): Promise<PartitionState[]> {
    const { db, owner } = this.with_;
    const watermarks = await this.watermarks(states);
    const bounds = await this.bounds(states);
    if (generation !== this.generation) return [];
    const doubtful: PartitionState[] = [];
    for (const state of states) {
      const limits = bounds.get(nameOf(state));
      if (!limits) throw new Error(`the broker does not know ${nameOf(state)}`);
      const watermark = watermarks.get(nameOf(state.stored));
      const position = positionFor(watermark, limits, state.known);
      if (position.kind === 'truncated') {
        if (haltAtOnce) this.halt(state, 'LOG_TRUNCATED', position);
        else doubtful.push(state);
        continue;
      }
      if (!watermark) await beginWatermark(db, state.stored, position.offset, owner);
      state.check = position.check;
      if (!position.check) state.known = true;
      state.next = watermark?.next ?? position.offset;
      state.position = position.offset;
      subscription.seek(state, position.offset);
    }
    return doubtful;
  }

  private async watermarks(states: readonly PartitionState[]): Promise<Map<string, Watermark>> {
    const rows = await readWatermarks(
      this.with_.db,
      states.map(({ stored }) => stored),
    );
    return new Map(rows.map((row) => [nameOf(row), row]));
  }

  private async bounds(states: readonly PartitionState[]): Promise<Map<string, PartitionBounds>> {
    const topics = [...new Set(states.map(({ topic }) => topic))];
    const perTopic = await Promise.all(
      topics.map(async (topic) => (await this.with_.eventLog.bounds(topic)).map((bounds) => ({ topic, bounds }))),
    );
    return new Map(
      perTopic.flat().map(({ topic, bounds }) => [nameOf({ topic, partition: bounds.partition }), bounds]),
    );
  }
}
