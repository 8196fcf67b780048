import { Admin, type BaseOptions } from '@platformatic/kafka';

import type {
  BatchControl,
  LogConsumer,
  PartitionBounds,
  SubscribeOptions,
  Subscription,
  TopicOffset,
  TopicPartition,
} from '../event-log.js';
import type { Log } from '../log.js';
import { Backoff, pause } from '../waiting.js';
import { endConnections, found, hardened } from './connections.js';
import { Fetcher } from './fetcher.js';
import { Generation, type Fetched, type Reading } from './generation.js';
import { Membership } from './membership.js';
import { visiblePortions, type Portion } from './record-batch.js';

export interface SubscriptionDependencies {
  readonly client: BaseOptions;
  readonly log: Log;
  readonly bounds: (topic: string) => Promise<PartitionBounds[]>;
  readonly committed: (topics: readonly string[]) => Promise<TopicOffset[]>;
}

const RETRY_FIRST_MS = 100;
const RETRY_LONGEST_MS = 2_000;
/** Pause before what a handler left untouched is fetched again. */
const UNTOUCHED_MS = 100;
/** Answers that trying again does not change. */
const LASTING = [
  'GROUP_AUTHORIZATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INCONSISTENT_GROUP_PROTOCOL',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
];

/** A place in a group, kept or won back, and what is fetched from it. Every decision about offsets is made outside. */
export class PlatformaticSubscription implements Subscription {
  private readonly stopping = new AbortController();
  private readonly paused = new Set<string>();
  private readonly admin: Admin;
  private readonly fetcher: Fetcher;
  private membership: Membership | undefined;
  private generation: Generation | undefined;
  private running: Promise<void> = Promise.resolve();
  private readonly stopped = new Promise<undefined>((resolve) => {
    this.stopping.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

  constructor(
    private readonly options: SubscribeOptions,
    private readonly to: LogConsumer,
    private readonly with_: SubscriptionDependencies,
  ) {
    this.admin = new Admin(with_.client);
    hardened(this.admin.connections);
    this.fetcher = new Fetcher(options, {
      client: with_.client,
      admin: this.admin,
      log: with_.log,
      isPaused: (at) => this.paused.has(nameOf(at)),
      onActivity: () => to.onActivity(),
      onFetched: (generation, fetched) => {
        generation.waiting.push(fetched);
        this.handleNext(generation);
      },
      onOutOfRange: (generation, reading) => this.outOfRange(generation, reading),
      onRefused: (error) => this.crash(error),
    });
  }

  begin(): void {
    this.running = this.stayInGroup();
  }

  seek(at: TopicPartition, offset: bigint): void {
    if (!this.generation) return;
    this.generation.seek(at, offset);
    this.fetcher.wake(this.generation);
  }

  pause(at: readonly TopicPartition[]): void {
    for (const one of at) this.paused.add(nameOf(one));
  }

  async commit(offsets: readonly TopicOffset[]): Promise<void> {
    if (!this.membership || !this.generation || this.generation.over) throw new Error('there is no place in the group');
    await this.membership.commit({
      offsets: offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset, leaderEpoch: -1 })),
    });
  }

  async leave(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** At once, without taking leave of anybody. */
  end(): void {
    this.stopping.abort();
    this.generation?.end('the client has been disconnected');
    this.membership?.abandon();
    this.fetcher.end();
    endConnections(this.admin.connections);
  }

  private async stayInGroup(): Promise<void> {
    const { signal } = this.stopping;
    const backoff = new Backoff(RETRY_FIRST_MS, RETRY_LONGEST_MS);
    while (!signal.aborted) {
      try {
        this.membership ??= this.newMembership();
        await this.oneGeneration(this.membership, () => backoff.reset());
      } catch (error) {
        if (signal.aborted) break;
        if (LASTING.some((id) => found(error, 'apiId', id))) this.crash(error as Error);
        this.with_.log.debug('the group could not be joined', { attempt: backoff.attempts + 1, cause: error });
        this.newMembership();
        await pause(backoff.nextMs(), signal);
      }
    }
    await this.generation?.idle();
    await this.membership?.leave();
    this.fetcher.end();
    endConnections(this.admin.connections);
  }

  /** The client keeps asking a coordinator that has moved, and after some errors never sends a heartbeat again: each membership is used until the first trouble. */
  private newMembership(): Membership {
    const before = this.membership;
    before?.abandon();
    const membership = new Membership({
      ...this.options,
      client: this.with_.client,
      onHeartbeat: () => this.to.onActivity(),
    });
    // The group knows us by it, and does not wait for one that is gone.
    membership.memberId = before?.memberId ?? null;
    this.membership = membership;
    return membership;
  }

  private async oneGeneration(membership: Membership, onJoined: () => void): Promise<void> {
    const { signal } = this.stopping;
    const { assignment, lost } = await membership.join();
    if (signal.aborted) return;
    onJoined();
    const generation = new Generation(assignment);
    this.generation = generation;
    this.to.onAssigned(assignment);
    void this.findStart(generation);
    const loss = await Promise.race([lost, this.stopped]);
    generation.end('the group no longer counts on this instance');
    if (!loss) return;
    this.to.onLeft();
    // The group waits for us as we wait for those: others begin where they end.
    await generation.idle();
    if (loss === 'trouble') this.newMembership();
  }

  /** Where nobody has sought: behind what the group has committed, or at the oldest record there is; never at the end. */
  private async findStart(generation: Generation): Promise<void> {
    const backoff = new Backoff(RETRY_FIRST_MS, RETRY_LONGEST_MS);
    const unknown = (): Reading[] => generation.all().filter(({ position }) => position === undefined);
    while (!generation.over && unknown().length > 0) {
      try {
        const topics = [...new Set(unknown().map(({ topic }) => topic))];
        const committed = new Map((await this.with_.committed(topics)).map((at) => [nameOf(at), at.offset]));
        for (const topic of topics) {
          const earliest = new Map((await this.with_.bounds(topic)).map((one) => [one.partition, one.earliest]));
          for (const reading of unknown().filter((one) => one.topic === topic)) {
            reading.position = committed.get(nameOf(reading)) ?? earliest.get(reading.partition);
          }
        }
        this.fetcher.wake(generation);
      } catch (error) {
        this.with_.log.debug('where to begin is not known yet', { cause: error });
      }
      if (unknown().length > 0) await pause(backoff.nextMs(), this.stopping.signal);
    }
  }

  /** What is missing is for the consumer to find out: it sees where the next batch begins. */
  private async outOfRange(generation: Generation, reading: Reading): Promise<void> {
    const { topic, partition, seeks } = reading;
    const bounds = (await this.with_.bounds(topic)).find((one) => one.partition === partition);
    if (!generation.over && reading.seeks === seeks && bounds) reading.position = bounds.earliest;
  }

  private handleNext(generation: Generation): void {
    while (!generation.over && generation.running < this.options.partitionsAtOnce) {
      const fetched = generation.waiting.shift();
      if (!fetched) return;
      generation.running += 1;
      void this.handle(generation, fetched).finally(() => {
        fetched.reading.busy = false;
        generation.finished();
        this.handleNext(generation);
        this.fetcher.wake(generation);
      });
    }
  }

  private async handle(generation: Generation, fetched: Fetched): Promise<void> {
    const { reading, from, part } = fetched;
    const { topic, partition } = reading;
    const isActive = (): boolean =>
      !generation.over && !this.stopping.signal.aborted && reading.seeks === fetched.seeks;
    try {
      let begin = from;
      for await (const portion of visiblePortions(part.records, part.aborted, from)) {
        if (!isActive()) return;
        if (portion.records.length === 0) this.skip(reading, portion);
        else
          await this.to.onBatch({ topic, partition, from: begin, ...portion }, control(generation, reading, isActive));
        this.to.onActivity();
        // Sought elsewhere, or left: what is not resolved is fetched again.
        if (!isActive() || reading.position !== portion.next) break;
        begin = portion.next;
      }
      if (isActive() && reading.position === from) await pause(UNTOUCHED_MS, this.stopping.signal);
    } catch (error) {
      if (error !== generation.over) this.crash(error as Error);
    }
  }

  private skip(reading: Reading, { next }: Portion): void {
    reading.position = next;
    this.to.onNothingVisible({ topic: reading.topic, partition: reading.partition }, next);
  }

  private crash(error: Error): void {
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    this.to.onLeft();
    this.to.onCrash(error);
  }
}

function control(generation: Generation, reading: Reading, isActive: () => boolean): BatchControl {
  return {
    heartbeat: async () => {
      if (generation.over) throw generation.over;
    },
    resolve: (next) => {
      if (isActive()) reading.position = next;
    },
    isActive,
  };
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
