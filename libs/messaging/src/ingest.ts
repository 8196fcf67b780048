import { classify, sqlState } from '@perennial/persistence';

import { applyChunk, StaleWatermark, type ChunkDependencies, type ChunkOutcome } from './chunk.js';
import type { Limits } from './delivery-options.js';
import type { BatchControl, EventLog, FetchedBatch, LogConsumer, Subscription, TopicPartition } from './event-log.js';
import { errorFields, type Log } from './log.js';
import type { DeliveryMetrics } from './metrics.js';
import { Partitions, type PartitionState } from './partitions.js';
import { halves, isRefused, sliceEntries, type ChunkPlan } from './slice.js';
import { advanceWatermark, digestOf, readWatermarks } from './watermark.js';
import { Backoff, HeartbeatRefused, pause, withHeartbeats } from './waiting.js';

export interface IngestDependencies extends ChunkDependencies {
  readonly eventLog: EventLog;
  readonly log: Log;
  readonly metrics: DeliveryMetrics;
  readonly limits: Limits;
  /** A chunk was committed and may have left messages. */
  readonly onCommitted: () => void;
  /** More messages wait for publication than may. */
  readonly isFull: () => boolean;
  readonly onFatal: (error: Error) => void;
}

type Settled = 'done' | 'leave';

/** Batches in, chunks applied: slices, retries, bisects, halts. Knows nothing of the client but the port. */
export class Ingest implements LogConsumer {
  readonly partitions: Partitions;
  joined = false;
  lastActivity: Date | undefined;
  /** For the watchdog: by the monotonic clock. */
  lastActivityMs = performance.now();

  private stopping = false;
  private busy = 0;

  constructor(private readonly with_: IngestDependencies) {
    this.partitions = new Partitions(with_);
  }

  use(subscription: Subscription): void {
    this.partitions.use(subscription);
  }

  /** Waits for running chunks, at most until `deadlineMs` (of `performance.now()`). Batches that come later are left. */
  async stop(deadlineMs: number): Promise<void> {
    this.stopping = true;
    this.partitions.stop();
    while (this.busy > 0 && performance.now() < deadlineMs) await pause(10);
  }

  onAssigned(assignment: readonly TopicPartition[]): void {
    this.joined = true;
    this.onActivity();
    this.partitions.assign(assignment);
  }

  onLeft(): void {
    this.joined = false;
  }

  onActivity(): void {
    this.lastActivity = new Date();
    this.lastActivityMs = performance.now();
  }

  onCrash(error: Error): void {
    this.with_.metrics.crashes.inc();
    this.with_.onFatal(error);
  }

  onNothingVisible(at: TopicPartition, next: bigint): void {
    const state = this.partitions.get(at);
    if (!state || state.halted || state.next === undefined || state.next >= next || state.position !== state.next)
      return;
    state.position = next;
    this.skipInvisible(state, next).catch((error: unknown) => {
      // The next chunk of the partition covers the range as well.
      this.with_.log.debug('markers could not be skipped', { ...at, ...errorFields(error) });
    });
  }

  /** Transaction markers and aborted records count as applied, or an idle partition would show a lag. */
  private async skipInvisible(state: PartitionState, next: bigint): Promise<void> {
    const { db, owner } = this.with_;
    const from = state.next;
    if (from === undefined) return;
    const moved = await db.transaction((tx) => advanceWatermark(tx, { ...state.stored, from, next }, undefined, owner));
    if (moved && state.next === from) state.next = next;
  }

  async onBatch(batch: FetchedBatch, control: BatchControl): Promise<void> {
    const state = this.partitions.of(batch);
    this.busy += 1;
    try {
      await this.takeBatch(batch, state, control);
    } catch (error) {
      // The client wants its own error back: it means to join the group again.
      if (error instanceof HeartbeatRefused) throw error.refusal;
      throw error;
    } finally {
      this.busy -= 1;
    }
  }

  private async takeBatch(batch: FetchedBatch, state: PartitionState, control: BatchControl): Promise<void> {
    await withHeartbeats(this.partitions.positioned(state), control.heartbeat);
    if (this.mustLeave(state, control)) return;
    if (state.next === undefined || batch.from > state.next || !this.recognises(state, batch)) {
      // The client went somewhere else by itself: find out what is between, or why.
      if (!state.halted) await withHeartbeats(this.partitions.reposition(state), control.heartbeat);
      return;
    }
    await this.takeChunks(batch, state, control);
  }

  private mustLeave(state: PartitionState, control: BatchControl): boolean {
    return this.stopping || state.halted !== undefined || !control.isActive();
  }

  /** Once per process and partition: is the last record applied still the one it was? */
  private recognises(state: PartitionState, batch: FetchedBatch): boolean {
    const { check } = state;
    if (!check) return true;
    if (batch.from > check.offset) return false;
    const record = batch.records.find(({ offset }) => offset >= check.offset);
    // A compacted topic may have dropped the record since; then there is nothing to compare.
    if (record?.offset === check.offset && !digestOf(record).equals(check.digest)) {
      this.partitions.halt(state, 'LOG_TRUNCATED', {
        detail: `the record at offset ${check.offset} is not the one that was applied: the topic was made anew`,
      });
      return false;
    }
    state.check = undefined;
    state.known = true;
    return true;
  }

  private async takeChunks(batch: FetchedBatch, state: PartitionState, control: BatchControl): Promise<void> {
    const begin = state.next ?? batch.from;
    const records = batch.records.filter(({ offset }) => offset >= begin);
    let from = begin;
    let index = 0;
    const nextPlan = (): ChunkPlan | undefined => {
      if (from >= batch.next) return undefined;
      const { entries, end } = sliceEntries(batch.topic, records, index, this.slicing(state));
      index = end;
      // What lies between two records, and after the last one, is invisible and belongs to the chunk before it.
      const plan = { ...state.stored, from, next: records[end]?.offset ?? batch.next, entries };
      from = plan.next;
      return plan;
    };
    let plan = nextPlan();
    if (!plan) {
      control.resolve(batch.next);
      state.position = batch.next;
    }
    while (plan && !this.mustLeave(state, control)) {
      await this.waitForRoom(state, control);
      if (this.mustLeave(state, control)) return;
      const startedMs = performance.now();
      const running = this.settle(plan, state, control);
      running.catch(() => {}); // Seen below; decoding the next chunk may throw before.
      // While Postgres works on this chunk, the next one is decoded.
      const ahead = nextPlan();
      const settled = await running;
      if (settled === 'leave') return;
      this.adapt(state, plan.entries.length, performance.now() - startedMs);
      control.resolve(plan.next);
      state.position = plan.next;
      await control.heartbeat();
      plan = ahead;
    }
  }

  private slicing(state: PartitionState) {
    const { topicPrefix, clock, limits } = this.with_;
    return { topicPrefix, now: clock(), maxEvents: state.chunkEvents, maxBytes: limits.chunkBytes };
  }

  private adapt(state: PartitionState, events: number, tookMs: number): void {
    const { timing, limits } = this.with_;
    if (tookMs > timing.chunkBudgetMs) state.chunkEvents = Math.max(1, Math.min(events, state.chunkEvents) >> 1);
    else if (events >= state.chunkEvents) state.chunkEvents = Math.min(limits.chunkEvents, state.chunkEvents * 2);
  }

  private async waitForRoom(state: PartitionState, control: BatchControl): Promise<void> {
    while (this.with_.isFull() && !this.mustLeave(state, control)) {
      await pause(100);
      await control.heartbeat();
    }
  }

  /** Tries until the chunk is applied, or until it is no longer ours to try. */
  private async settle(plan: ChunkPlan, state: PartitionState, control: BatchControl): Promise<Settled> {
    const { timing, metrics, log } = this.with_;
    const backoff = new Backoff(timing.retryFirstMs, timing.retryLongestMs);
    const where = { topic: plan.topic, partition: plan.partition, from: String(plan.from), next: String(plan.next) };
    const startedMs = performance.now();
    for (;;) {
      try {
        const outcome = await withHeartbeats(this.apply(plan), control.heartbeat);
        this.count(plan, outcome, performance.now() - startedMs);
        state.next = plan.next;
        return 'done';
      } catch (error) {
        if (error instanceof HeartbeatRefused) {
          this.count(plan, error.result as ChunkOutcome, performance.now() - startedMs);
          state.next = plan.next;
          throw error;
        }
        if (error instanceof StaleWatermark) return this.catchUp(plan, state, control);
        const kind = classify(error);
        if (kind === 'data') return this.bisect(plan, state, control, error);
        if (kind === 'unknown') {
          this.partitions.halt(state, 'UNEXPECTED_ERROR', {
            detail: error instanceof Error ? error.message : String(error),
            error,
          });
          return 'leave';
        }
        metrics.retries.inc({ what: 'chunk' });
        log.warn('a chunk failed for a passing reason and is tried again', {
          ...where,
          attempt: backoff.attempts + 1,
          ...errorFields(error),
        });
      }
      await withHeartbeats(pause(backoff.nextMs()), control.heartbeat);
      if (this.mustLeave(state, control)) return 'leave';
    }
  }

  private async apply(plan: ChunkPlan): Promise<ChunkOutcome> {
    const { timing, onFatal } = this.with_;
    const stuck = setTimeout(() => {
      onFatal(
        new Error(
          `a chunk of ${plan.topic}/${plan.partition} has neither ended nor failed for ${timing.chunkStuckMs} ms`,
        ),
      );
    }, timing.chunkStuckMs);
    try {
      return await applyChunk(plan, this.with_);
    } finally {
      clearTimeout(stuck);
    }
  }

  /** Another owner was here, or our own commit was not answered: the watermark tells where to go on. */
  private async catchUp(plan: ChunkPlan, state: PartitionState, control: BatchControl): Promise<Settled> {
    const { metrics, log, db } = this.with_;
    metrics.staleBatches.inc({ topic: plan.topic });
    log.info('a chunk had been applied already', {
      topic: plan.topic,
      partition: plan.partition,
      from: String(plan.from),
    });
    const [watermark] = await readWatermarks(db, [plan]).catch(() => []);
    if (watermark?.next === plan.next) {
      state.next = plan.next;
      return 'done';
    }
    await withHeartbeats(this.partitions.reposition(state), control.heartbeat);
    return 'leave';
  }

  /** The database refuses some value in the chunk: halves are tried until the one event is found. */
  private async bisect(
    plan: ChunkPlan,
    state: PartitionState,
    control: BatchControl,
    cause: unknown,
  ): Promise<Settled> {
    if (plan.entries.length > 1) {
      for (const half of halves(plan)) {
        const settled = await this.settle(half, state, control);
        if (settled !== 'done') return settled;
      }
      return 'done';
    }
    const [entry] = plan.entries;
    if (!entry || isRefused(entry)) {
      // Nothing of an event was written: what the database refuses is ours.
      this.partitions.halt(state, 'UNEXPECTED_ERROR', { detail: errorFields(cause).error, error: cause });
      return 'leave';
    }
    const message = cause instanceof Error ? cause.message : String(cause);
    const refusal = {
      reason: 'DATABASE_REFUSED' as const,
      detail: `${sqlState(cause)}: ${message}`,
      id: entry.event.id,
      source: entry.event.source,
    };
    return this.settle({ ...plan, entries: [{ record: entry.record, refusal }] }, state, control);
  }

  private count(plan: ChunkPlan, outcome: ChunkOutcome, tookMs: number): void {
    const { metrics, onCommitted, log } = this.with_;
    const { topic } = plan;
    if (outcome.messages > 0 || outcome.refused.length > 0) onCommitted();
    metrics.consumed.inc({ topic, outcome: 'applied' }, outcome.applied);
    metrics.consumed.inc({ topic, outcome: 'duplicate' }, outcome.duplicates);
    metrics.consumed.inc({ topic, outcome: 'quarantined' }, outcome.refused.length);
    metrics.duplicates.inc({ topic }, outcome.duplicates);
    for (const { record, refusal } of outcome.refused) {
      metrics.quarantined.inc({ topic, error: refusal.reason });
      log.warn('a record was set aside', {
        reason: refusal.reason,
        topic,
        partition: plan.partition,
        offset: String(record.offset),
        id: refusal.id,
        source: refusal.source,
      });
    }
    for (const entry of plan.entries) if (!isRefused(entry) && entry.keyDiffers) metrics.keyDiffers.inc({ topic });
    metrics.chunkEvents.observe(plan.entries.length);
    metrics.chunkSeconds.observe(tookMs / 1_000);
    const appended = Number(plan.entries.at(-1)?.record.timestamp);
    if (appended > 0) metrics.appliedAfterSeconds.observe({ topic }, Math.max(0, Date.now() - appended) / 1_000);
  }
}
