import { Consumer, kPerformWithRetry, type BaseOptions, type ConsumerOptions } from '@platformatic/kafka';

import type { SubscribeOptions, TopicPartition } from '../event-log.js';
import { within } from '../waiting.js';
import { endConnections, hardened } from './connections.js';

/** kafkajs' name for the same: instances with either client share a group. */
const PROTOCOL = { name: 'RoundRobinAssigner', version: 0 };
/** A join is answered when all others have joined, or their time is over. */
const JOIN_EXTRA_MS = 5_000;
const LEAVE_MS = 2_000;

/** What a member joins with. */
export interface MembershipOptions extends Pick<
  SubscribeOptions,
  'group' | 'topics' | 'sessionTimeoutMs' | 'heartbeatMs' | 'rebalanceTimeoutMs'
> {
  readonly client: BaseOptions;
  /** The group answered a heartbeat. */
  readonly onHeartbeat: () => void;
}

/** Why a place in the group is lost: `rebalance` is the way of groups, after anything else a new membership is needed. */
export type Loss = 'rebalance' | 'trouble';

/**
 * A place in a group: the client's consumer without its streams. It sends heartbeats from its own timer; what it would
 * do by itself when one is refused (join again at once, while chunks still run) and when one fails (never send another)
 * is told as a loss instead, and decided outside.
 */
export class Membership extends Consumer {
  private heardMs = performance.now();
  private lose: (loss: Loss) => void = () => {};
  private silence: NodeJS.Timeout | undefined;

  constructor(private readonly with_: MembershipOptions) {
    super({
      ...with_.client,
      requestTimeout: with_.rebalanceTimeoutMs + JOIN_EXTRA_MS,
      groupId: with_.group,
      sessionTimeout: with_.sessionTimeoutMs,
      heartbeatInterval: with_.heartbeatMs,
      rebalanceTimeout: with_.rebalanceTimeoutMs,
      protocols: [PROTOCOL],
    } as ConsumerOptions<Buffer, Buffer, Buffer, Buffer>);
    hardened(this.connections);
    this.topics.trackAll(...with_.topics);
    this.on('consumer:heartbeat:end', () => {
      this.heardMs = performance.now();
      with_.onHeartbeat();
    });
    this.on('consumer:heartbeat:error', () => this.lose('trouble'));
  }

  /** @returns what is ours now, and a promise of how this will end. @throws the client's error when the group cannot be joined */
  async join(): Promise<{ assignment: TopicPartition[]; lost: Promise<Loss> }> {
    // Before joining: the first heartbeat may be refused before anybody waits for it.
    const lost = new Promise<Loss>((resolve) => (this.lose = resolve));
    await this.joinGroup({});
    this.heardMs = performance.now();
    this.watch();
    const assignment = (this.assignments ?? []).flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    return { assignment, lost };
  }

  /** Takes leave if the group answers soon, and ends all connections. */
  async leave(): Promise<void> {
    clearInterval(this.silence);
    await within(performance.now() + LEAVE_MS, new Promise<void>((resolve) => this.close(true, () => resolve())));
    endConnections(this.connections);
  }

  /** Gives up the connections but not the place, which another membership may take over by `memberId`. */
  abandon(): void {
    clearInterval(this.silence);
    endConnections(this.connections);
  }

  /** A heartbeat that is never answered is not refused either. */
  private watch(): void {
    clearInterval(this.silence);
    const { sessionTimeoutMs, heartbeatMs } = this.with_;
    this.silence = setInterval(() => {
      if (performance.now() - this.heardMs > sessionTimeoutMs) this.lose('trouble');
    }, heartbeatMs);
    this.silence.unref();
  }

  override [kPerformWithRetry]<T>(operation: string, ...more: unknown[]): void | Promise<T> {
    if (operation === 'rejoinGroup') return this.lose('rebalance');
    const perform = super[kPerformWithRetry] as (operation: string, ...more: unknown[]) => void | Promise<T>;
    return perform.call(this, operation, ...more);
  }
}
