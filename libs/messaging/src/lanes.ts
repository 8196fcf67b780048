import { classify } from '@perennial/persistence';

import { applyChunk, type ChunkDependencies, type ChunkOutcome } from './chunk.js';
import type { Limits } from './delivery-options.js';
import type { Log } from './log.js';
import type { DeliveryMetrics } from './metrics.js';
import { TakenKeys, type ChunkPlan } from './slice.js';

export interface LanesDependencies extends ChunkDependencies {
  readonly log: Log;
  readonly metrics: DeliveryMetrics;
  readonly limits: Limits;
  /** A chunk was committed. */
  readonly onApplied: (plans: readonly ChunkPlan[], outcome: ChunkOutcome, tookMs: number) => void;
  readonly onFatal: (error: Error) => void;
}

type Plans = readonly [ChunkPlan, ...ChunkPlan[]];

interface Waiting {
  readonly plan: ChunkPlan;
  readonly alone: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Chunks that take long become smaller, but not smaller than this: where the database is far away or was away, what takes long
 * is the transaction itself, and one for each event takes as long as one for fifty.
 */
const CHUNK_EVENTS_MIN = 50;

/**
 * Where chunks are handled, a few at a time. A transaction costs much the same whatever it holds, so what waits for a lane goes
 * into one: plans of several partitions of a topic. When it fails for what it holds, each of them is tried alone.
 */
export class Lanes {
  private readonly waiting: Waiting[] = [];
  private running = 0;
  private scheduled = false;
  private eventsMax: number;

  constructor(private readonly with_: LanesDependencies) {
    this.eventsMax = with_.limits.chunkEvents;
  }

  /** How many events a chunk may have now. */
  get chunkEvents(): number {
    return this.eventsMax;
  }

  /**
   * Applies a plan, once.
   *
   * @param alone in a chunk of its own
   * @throws StaleWatermark, and whatever the database or the handler threw
   */
  apply(plan: ChunkPlan, alone: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ plan, alone, resolve, reject });
      this.schedule();
    });
  }

  /** A fetch hands over its partitions one by one in the same turn: all of them first. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.running < this.with_.limits.chunksAtOnce && this.waiting.length > 0) void this.run(this.next());
    });
  }

  /** The one that has waited longest, and of the others in their order all that may go with it. */
  private next(): Waiting[] {
    const [first] = this.waiting;
    if (!first) return [];
    const { limits } = this.with_;
    const group: Waiting[] = [];
    const taken = new TakenKeys();
    let [events, bytes] = [0, 0];
    for (const one of this.waiting) {
      const { plan, alone } = one;
      const fits =
        one === first ||
        (!alone &&
          !first.alone &&
          plan.topic === first.plan.topic &&
          events + plan.entries.length <= this.eventsMax &&
          bytes + plan.bytes <= limits.chunkBytes &&
          plan.entries.every((entry) => taken.allow(entry)));
      if (!fits) continue;
      for (const entry of plan.entries) taken.add(entry);
      events += plan.entries.length;
      bytes += plan.bytes;
      group.push(one);
    }
    for (const one of group) this.waiting.splice(this.waiting.indexOf(one), 1);
    return group;
  }

  private async run(group: readonly Waiting[]): Promise<void> {
    this.running += 1;
    try {
      if (group.length > 1 && (await this.together(group))) return;
      for (const one of group) await this.alone(one);
    } finally {
      this.running -= 1;
      this.schedule();
    }
  }

  /** @returns false when each is to be tried alone: nothing tells whose fault it was */
  private async together(group: readonly Waiting[]): Promise<boolean> {
    const { log, metrics } = this.with_;
    const plans = group.map(({ plan }) => plan).toSorted((a, b) => a.partition - b.partition);
    try {
      await this.applied(plans as unknown as Plans);
    } catch (error) {
      if (classify(error) === 'infrastructure') {
        for (const one of group) one.reject(error);
        return true;
      }
      metrics.retries.inc({ what: 'chunk' });
      log.info('a chunk of several partitions failed, and each of them is tried alone', {
        topic: plans[0]?.topic,
        partitions: plans.map(({ partition }) => partition),
        cause: error,
      });
      return false;
    }
    for (const one of group) one.resolve();
    return true;
  }

  private async alone({ plan, resolve, reject }: Waiting): Promise<void> {
    try {
      await this.applied([plan]);
      resolve();
    } catch (error) {
      reject(error);
    }
  }

  private async applied(plans: Plans): Promise<void> {
    const { timing, onFatal, onApplied } = this.with_;
    const startedMs = performance.now();
    const stuck = setTimeout(() => {
      const { topic, partition } = plans[0];
      onFatal(new Error(`a chunk of ${topic}/${partition} has neither ended nor failed for ${timing.chunkStuckMs} ms`));
    }, timing.chunkStuckMs);
    try {
      const outcome = await applyChunk(plans, this.with_);
      const tookMs = performance.now() - startedMs;
      this.adapt(
        plans.reduce((sum, { entries }) => sum + entries.length, 0),
        tookMs,
      );
      onApplied(plans, outcome, tookMs);
    } finally {
      clearTimeout(stuck);
    }
  }

  private adapt(events: number, tookMs: number): void {
    const { timing, limits } = this.with_;
    const least = Math.min(CHUNK_EVENTS_MIN, limits.chunkEvents);
    // What is small already took long for another reason.
    if (tookMs > timing.chunkBudgetMs && events > least)
      this.eventsMax = Math.max(least, Math.min(events, this.eventsMax) >> 1);
    else if (tookMs <= timing.chunkBudgetMs && events > this.eventsMax >> 1)
      this.eventsMax = Math.min(limits.chunkEvents, this.eventsMax * 2);
  }
}
