import { setTimeout as sleep } from 'node:timers/promises';

import { connectProducer, type EventProducer } from '@perennial/messaging';

import { ArmProcess, type Arm } from '../arms/arm.js';
import { Latencies } from '../load/latencies.js';
import { actionsOf, openLoop, type OpenLoopPlan, type OpenLoopRun } from '../load/open-loop.js';
import { purchases, type LoadRecord } from '../load/purchases.js';
import { AwardWatcher } from './award-watcher.js';
import type { World } from './world.js';

/** The longest an arm may take to start, and for what it has not awarded when it is stopped. */
const PATIENCE_MS = 180_000;
/** After the last event of a trial: what has no award then has none. */
const GRACE_MS = 5_000;
const MEMBERS = 1_000_000;

/** An arm that runs while it is sent purchases at a fixed rate, each of them watched for. */
export class LiveArm {
  private readonly load = purchases({
    // As far as it is taken.
    events: 5_000_000,
    members: MEMBERS,
    zipfExponent: 1,
    duplicates: 0,
    late: 0,
    seed: 42,
    name: 'live',
  });
  private sent = 0;
  private readonly known = new Set<string>();
  private waiting = new Map<string, number>();
  private onAward: (index: number, atMs: number) => void = () => {};
  private failure: unknown;
  private watcher: AwardWatcher | undefined;

  private constructor(
    private readonly world: World,
    private readonly arm: Arm,
    private readonly running: ArmProcess,
    private readonly producer: EventProducer,
  ) {}

  /** Started on topics and a database of its own, which `arm.prepare` makes; it has given its first award. */
  static async start(world: World, arm: Arm, topicPrefix: string): Promise<LiveArm> {
    await world.platformTopics(topicPrefix);
    await world.topicOnce(topicPrefix + arm.output);
    await arm.prepare(world);
    const producer = await connectProducer({ brokers: world.stack.brokers, topicPrefix });
    const live = new LiveArm(world, arm, ArmProcess.start(arm, world, topicPrefix), producer);
    try {
      live.watcher = await AwardWatcher.start(world, arm, topicPrefix, (cause, atMs) => {
        const index = live.waiting.get(cause);
        live.waiting.delete(cause);
        if (index !== undefined) live.onAward(index, atMs);
      });
      await live.send(1);
      if (!(await live.settled(PATIENCE_MS))) throw new Error(`${arm.name} gave no award within three minutes`);
      return live;
    } catch (error) {
      await live.end();
      throw error;
    }
  }

  /** Who has bought so far. */
  get customers(): readonly string[] {
    return [...this.known];
  }

  /** Events whose award was seen so far. */
  get awarded(): number {
    return this.watcher?.seen.events ?? 0;
  }

  /** Purchases at a fixed rate; how long after each was due its award was seen. */
  async latencies(plan: OpenLoopPlan): Promise<{ latencies: Latencies; run: OpenLoopRun }> {
    if (!(await this.settled())) throw new Error(`${this.arm.name} does not get through what it was sent`);
    const records = this.take(actionsOf(plan));
    const latencies = new Latencies(records.length);
    let due: (index: number) => number = () => NaN;
    this.onAward = (index, atMs) => latencies.answered(index, atMs - due(index));
    const run = await openLoop(plan, (from, until, dueAt) => {
      due = dueAt;
      this.publish(records.slice(from, until), from);
    });
    const end = performance.now() + GRACE_MS;
    while (latencies.unanswered > 0 && performance.now() < end) await this.pause(2);
    this.onAward = () => {};
    return { latencies, run };
  }

  /** Purchases at a fixed rate until told to stop; nobody waits for their awards. */
  async publishUntil(signal: AbortSignal, perSecond: number): Promise<OpenLoopRun> {
    const total = { actions: 0, late: 0, latestMs: 0 };
    while (!signal.aborted) {
      const records = this.take(perSecond);
      const run = await openLoop({ perSecond, seconds: 1 }, (from, until) =>
        this.publish(records.slice(from, until), from),
      );
      total.actions += run.actions;
      total.late += run.late;
      total.latestMs = Math.max(total.latestMs, run.latestMs);
    }
    return total;
  }

  /** So many at once, as fast as they can be sent. */
  async send(count: number): Promise<void> {
    const records = this.take(count);
    records.forEach(({ id }, index) => this.waiting.set(id, index));
    await this.producer.send(records.map(({ record }) => record));
  }

  /** Waits until everything has its award. @returns false when it has not by then */
  async settled(withinMs = PATIENCE_MS): Promise<boolean> {
    const end = performance.now() + withinMs;
    while (this.waiting.size > 0 && performance.now() < end) await this.pause(5);
    return this.waiting.size === 0;
  }

  /** Ends it, and says what is wrong with what it has done. */
  async finish(): Promise<string | undefined> {
    const isSettled = await this.settled();
    await this.end();
    const { events, doubled } = this.watcher?.seen ?? { events: 0, doubled: 0 };
    if (!isSettled) return `${this.waiting.size} of ${this.sent} events have no award`;
    const { awards, wrong } = await this.arm.check(this.world);
    if (wrong !== undefined) return wrong;
    if (awards !== this.sent || events !== this.sent || doubled > 0)
      return `${this.sent} events, ${awards} awards in the database, ${events} and ${doubled} copies published`;
    return undefined;
  }

  async end(): Promise<void> {
    await this.producer.disconnect();
    await this.watcher?.stop();
    await this.running.stop();
  }

  private take(count: number): { id: string; record: LoadRecord }[] {
    this.sent += count;
    return Array.from({ length: count }, () => {
      const record = this.load.next().value as LoadRecord;
      this.known.add(String(record.key));
      return { id: (JSON.parse(String(record.value)) as { id: string }).id, record };
    });
  }

  private publish(records: readonly { id: string; record: LoadRecord }[], first: number): void {
    records.forEach(({ id }, index) => this.waiting.set(id, first + index));
    this.producer.send(records.map(({ record }) => record)).catch((error: unknown) => (this.failure ??= error));
  }

  private async pause(ms: number): Promise<void> {
    this.running.expectAlive();
    if (this.failure !== undefined) throw this.failure;
    await sleep(ms);
  }
}
