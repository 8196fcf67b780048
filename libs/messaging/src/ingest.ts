import type { ChunkDependencies } from './chunk.js';
import type { Limits } from './delivery-options.js';
import type {
  BatchControl,
  EventLog,
  FetchedBatch,
  LogConsumer,
  LogRecord,
  Subscription,
  TopicPartition,
} from './event-log.js';
import type { WrittenRow } from './handed-over.js';
import { messageOf, type Log } from './log.js';
import type { DeliveryMetrics } from './metrics.js';
import { Partitions, type PartitionState } from './partitions.js';
import { Settlement } from './settlement.js';
import { sliceEntries, type ChunkPlan } from './slice.js';
import { advanceWatermarks, digestOf } from './watermark.js';
import { HeartbeatRefused, pause, withHeartbeats } from './waiting.js';

export interface IngestDependencies extends ChunkDependencies {
  readonly eventLog: EventLog;
  readonly log: Log;
  readonly metrics: DeliveryMetrics;
  readonly limits: Limits;
  /** A chunk was committed and may have left messages. */
  readonly onCommitted: (written: readonly WrittenRow[]) => void;
  /** More messages wait for publication than may. */
  readonly isFull: () => boolean;
  readonly onFatal: (error: Error) => void;
}

/** Batches in, chunks out, in step with the watermark. Knows nothing of the client but the port. */
export class Ingest implements LogConsumer {
  readonly partitions: Partitions;
  joined = false;
  lastActivity: Date | undefined;
  /** For the watchdog: by the monotonic clock. */
  lastActivityMs = performance.now();

  private readonly settlement: Settlement;
  private stopping = false;
  private busy = 0;

  constructor(private readonly with_: IngestDependencies) {
    this.partitions = new Partitions(with_);
    this.settlement = new Settlement({
      ...with_,
      partitions: this.partitions,
      mustLeave: (state, control) => this.mustLeave(state, control),
    });
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
    if (!state) return;
    state.last = this.skipInvisible(state, next).catch((error: unknown) => {
      // The next chunk of the partition covers the range as well.
      this.with_.log.debug('markers could not be skipped', { ...at, cause: error });
    });
  }

  /** Transaction markers and aborted records count as applied, or an idle partition would show a lag. */
  private async skipInvisible(state: PartitionState, next: bigint): Promise<void> {
    await state.last.catch(() => {});
    const { db, owner } = this.with_;
    const from = state.next;
    if (state.halted || from === undefined || from >= next || state.position !== from) return;
    state.position = next;
    const step = { ...state.stored, from, next, last: undefined };
    const moved = await db.transaction((tx) => advanceWatermarks(tx, [step], owner));
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
    await withHeartbeats(state.last, control.heartbeat);
    await withHeartbeats(this.partitions.positioned(state), control.heartbeat);
    if (this.mustLeave(state, control)) return;
    // From an offset the log does not have, the client goes to the oldest record: it may be another log.
    const wentBack = state.position !== undefined && batch.from < state.position;
    if (wentBack) state.known = false;
    if (state.next === undefined || batch.from > state.next || wentBack || !this.recognises(state, batch)) {
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
      if (from >= batch.next || state.halted) return undefined;
      const sliced = this.slice(batch.topic, records, index, state);
      if (!sliced) return undefined;
      const { entries, bytes, end } = sliced;
      index = end;
      // What lies between two records, and after the last one, is invisible and belongs to the chunk before it.
      const plan = { ...state.stored, from, next: records[end]?.offset ?? batch.next, entries, bytes };
      from = plan.next;
      return plan;
    };
    let plan = nextPlan();
    if (!plan && !state.halted) {
      control.resolve(batch.next);
      state.position = batch.next;
    }
    while (plan && !this.mustLeave(state, control)) {
      await this.waitForRoom(state, control);
      if (this.mustLeave(state, control)) return;
      if (plan.next >= batch.next && !this.settlement.isCrowded) return this.leaveLast(plan, state, control);
      const running = this.settlement.settle(plan, state, control);
      running.catch(() => {}); // Seen below; decoding the next chunk may throw before.
      // While Postgres works on this plan, the next one is decoded.
      const ahead = nextPlan();
      const settled = await running;
      if (settled === 'leave') return;
      control.resolve(plan.next);
      state.position = plan.next;
      await control.heartbeat();
      plan = ahead;
    }
  }

  /**
   * The client fetches again when all it has brought is handled. So the last chunk is handled while it does, unless too much waits: of what is
   * fetched next, nothing of the partition is taken before. Where it goes on the watermark tells, whatever becomes of the chunk.
   */
  private leaveLast(plan: ChunkPlan, state: PartitionState, control: BatchControl): void {
    control.resolve(plan.next);
    state.position = plan.next;
    this.busy += 1;
    // Heartbeats are the client's again.
    const alone = { ...control, heartbeat: () => Promise.resolve() };
    state.last = this.settlement
      .settle(plan, state, alone)
      .then(() => {})
      .finally(() => (this.busy -= 1));
    state.last.catch(() => {});
  }

  /** Bad input becomes a refusal and never an error; an error here is a mistake of ours, and must not end the client. */
  private slice(fullTopic: string, records: readonly LogRecord[], start: number, state: PartitionState) {
    const { topicPrefix, clock, limits } = this.with_;
    const { chunkEvents: maxEvents } = this.settlement;
    const slicing = { topicPrefix, partition: state.partition, now: clock(), maxEvents, maxBytes: limits.chunkBytes };
    try {
      return sliceEntries(fullTopic, records, start, slicing);
    } catch (error) {
      this.partitions.halt(state, 'UNEXPECTED_ERROR', { detail: messageOf(error), cause: error });
      return undefined;
    }
  }

  private async waitForRoom(state: PartitionState, control: BatchControl): Promise<void> {
    while (this.with_.isFull() && !this.mustLeave(state, control)) {
      await pause(100);
      await control.heartbeat();
    }
  }
}
