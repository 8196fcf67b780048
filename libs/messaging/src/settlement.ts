import { classify, DatabaseAccessDenied, sqlState } from '@perennial/persistence';

import { StaleWatermark, type ChunkDependencies, type ChunkOutcome } from './chunk.js';
import type { Limits } from './delivery-options.js';
import type { BatchControl } from './event-log.js';
import type { WrittenRow } from './handed-over.js';
import { Lanes } from './lanes.js';
import { messageOf, type Log } from './log.js';
import type { DeliveryMetrics } from './metrics.js';
import type { Partitions, PartitionState } from './partitions.js';
import type { RefusedRecord } from './quarantine.js';
import { halves, isRefused, type ChunkPlan } from './slice.js';
import { readWatermarks } from './watermark.js';
import { Backoff, HeartbeatRefused, pause, withHeartbeats } from './waiting.js';

export interface SettlementDependencies extends ChunkDependencies {
  readonly partitions: Partitions;
  readonly log: Log;
  readonly metrics: DeliveryMetrics;
  readonly limits: Limits;
  /** A chunk was committed and has left messages: these, as far as they can be handed over, and maybe others. */
  readonly onCommitted: (written: readonly WrittenRow[]) => void;
  readonly onFatal: (error: Error) => void;
  readonly mustLeave: (state: PartitionState, control: BatchControl) => boolean;
}

/** `leave`: the batch is to be left without resolving what was planned. */
export type Settled = 'done' | 'leave';

/**
 * What becomes of what was planned for a partition, by the kind of its failure: passing trouble is tried again for as long as
 * it takes, a value the database refuses is searched for and set aside alone, a mistake of ours halts the partition.
 */
export class Settlement {
  private readonly lanes: Lanes;
  /** Of all plans that are being settled. */
  private bytes = 0;

  constructor(private readonly with_: SettlementDependencies) {
    this.lanes = new Lanes({
      ...with_,
      onApplied: (plans, outcome, tookMs) => this.count(plans, outcome, tookMs),
    });
  }

  /** How many events a chunk may have now. */
  get chunkEvents(): number {
    return this.lanes.chunkEvents;
  }

  /** As many bytes are planned and not applied as a chunk may have: nothing is to be fetched before. */
  get isCrowded(): boolean {
    return this.bytes >= this.with_.limits.chunkBytes;
  }

  /** Tries until the plan is applied, or until it is no longer ours to try. */
  async settle(plan: ChunkPlan, state: PartitionState, control: BatchControl): Promise<Settled> {
    this.bytes += plan.bytes;
    try {
      return await this.tryPlan(plan, state, control, false);
    } finally {
      this.bytes -= plan.bytes;
    }
  }

  /** @param alone in a chunk of its own: it was refused for something in it */
  private async tryPlan(
    plan: ChunkPlan,
    state: PartitionState,
    control: BatchControl,
    alone: boolean,
  ): Promise<Settled> {
    const { timing, metrics, log } = this.with_;
    const backoff = new Backoff(timing.retryFirstMs, timing.retryLongestMs);
    const where = { topic: plan.topic, partition: plan.partition, from: String(plan.from), next: String(plan.next) };
    for (;;) {
      try {
        // What could not be done once, for a lock that somebody holds, is not to keep others from being done.
        await withHeartbeats(this.lanes.apply(plan, alone || backoff.attempts > 0), control.heartbeat);
        state.next = plan.next;
        return 'done';
      } catch (error) {
        if (error instanceof HeartbeatRefused) {
          state.next = plan.next;
          throw error;
        }
        if (error instanceof StaleWatermark) return this.catchUp(plan, state, control);
        const kind = classify(error);
        if (kind === 'data') return this.bisect(plan, state, control, error);
        // Access that is denied all of a sudden (a password changed, a failover) says nothing about the chunk.
        if (kind === 'unknown' && !(error instanceof DatabaseAccessDenied)) {
          this.with_.partitions.halt(state, 'UNEXPECTED_ERROR', {
            detail: messageOf(error),
            cause: error,
          });
          return 'leave';
        }
        metrics.retries.inc({ what: 'chunk' });
        log.warn('a chunk failed for a passing reason and is tried again', {
          ...where,
          attempt: backoff.attempts + 1,
          cause: error,
        });
      }
      await withHeartbeats(pause(backoff.nextMs()), control.heartbeat);
      if (this.with_.mustLeave(state, control)) return 'leave';
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
    await withHeartbeats(this.with_.partitions.reposition(state), control.heartbeat);
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
        const settled = await this.tryPlan(half, state, control, true);
        if (settled !== 'done') return settled;
      }
      return 'done';
    }
    const [entry] = plan.entries;
    if (!entry || isRefused(entry)) {
      // Nothing of an event was written: what the database refuses is ours.
      this.with_.partitions.halt(state, 'UNEXPECTED_ERROR', { detail: messageOf(cause), cause });
      return 'leave';
    }
    const refusal = {
      reason: 'DATABASE_REFUSED' as const,
      detail: `${sqlState(cause)}: ${messageOf(cause)}`,
      id: entry.event.id,
      source: entry.event.source,
    };
    const { partition, record } = entry;
    return this.tryPlan({ ...plan, entries: [{ partition, record, refusal }] }, state, control, true);
  }

  /** @param plans of one topic */
  private count(plans: readonly ChunkPlan[], outcome: ChunkOutcome, tookMs: number): void {
    const { metrics, onCommitted } = this.with_;
    const topic = plans[0]?.topic ?? '';
    const entries = plans.flatMap((plan) => plan.entries);
    if (outcome.messages + outcome.refused.length + outcome.refusedLater.length > 0) onCommitted(outcome.written);
    metrics.consumed.inc({ topic, outcome: 'applied' }, outcome.applied);
    metrics.consumed.inc({ topic, outcome: 'duplicate' }, outcome.duplicates);
    metrics.consumed.inc({ topic, outcome: 'quarantined' }, outcome.refused.length);
    metrics.duplicates.inc({ topic }, outcome.duplicates);
    this.tellRefused(topic, outcome);
    for (const entry of entries) if (!isRefused(entry) && entry.keyDiffers) metrics.keyDiffers.inc({ topic });
    metrics.chunkEvents.observe(entries.length);
    metrics.chunkSeconds.observe(tookMs / 1_000);
    const appended = Number(entries.at(-1)?.record.timestamp);
    if (appended > 0) metrics.appliedAfterSeconds.observe({ topic }, Math.max(0, Date.now() - appended) / 1_000);
  }

  /** One line per chunk: a producer gone wrong must not fill the disk with our log. */
  private tellRefused(topic: string, { refused, refusedLater }: ChunkOutcome): void {
    this.tell(
      'records were set aside',
      refused.map((entry) => ({ topic, ...entry })),
    );
    this.tell('events that had been parked were set aside', refusedLater);
  }

  private tell(message: string, refused: readonly RefusedRecord[]): void {
    const [first] = refused;
    if (!first) return;
    const reasons: Record<string, number> = {};
    for (const { topic, refusal } of refused) {
      reasons[refusal.reason] = (reasons[refusal.reason] ?? 0) + 1;
      this.with_.metrics.quarantined.inc({ topic, error: refusal.reason });
    }
    const { topic, partition, record } = first;
    const { id, source } = first.refusal;
    this.with_.log.warn(message, { topic, partition, reasons, firstOffset: String(record.offset), id, source });
  }
}
