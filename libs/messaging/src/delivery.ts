import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

import { Registry } from 'prom-client';

import { defaultLimits, defaultTiming, type DeliveryOptions, type Limits, type Timing } from './delivery-options.js';
import type { EventLog, Subscription, TopicPartition } from './event-log.js';
import { Ingest } from './ingest.js';
import { KafkaJsEventLog } from './kafkajs/kafkajs-event-log.js';
import { DeliveryMetrics } from './metrics.js';
import { Offsets } from './offsets.js';
import { countParked } from './parked-events.js';
import type { HaltReason } from './partitions.js';
import { Publisher } from './publisher.js';
import { Backoff, pause, within } from './waiting.js';

export interface HaltedPartition extends TopicPartition {
  readonly reason: HaltReason;
  readonly detail: string;
  /** Of `LOG_TRUNCATED`: offsets from (inclusive) and until (exclusive) that are gone. */
  readonly missing?: { readonly from: bigint; readonly until: bigint };
  readonly since: Date;
}

export interface DeliveryStatus {
  /** A member of the group, with an assignment that may be empty. */
  readonly joined: boolean;
  /** Topics without the prefix. */
  readonly assignment: readonly TopicPartition[];
  readonly halted: readonly HaltedPartition[];
  readonly outbox: { readonly pending: number; readonly oldestSeconds: number };
  /** Records at the broker, of this instance's partitions, not yet applied and published; null when not known. */
  readonly lag: bigint | null;
  /** Of those, what does not stand in halted partitions, where nothing goes on until somebody has looked. */
  readonly movingLag: bigint | null;
  /** When the broker last showed a sign of life. */
  readonly lastActivity: Date | null;
  /** Why the process should end, once that is so. */
  readonly fatal: string | null;
}

/**
 * Everything between the topics and a service's chunk handler: consumes, validates, deduplicates, quarantines, hands
 * over, publishes, commits. Effects are exactly once, messages at least once with the same bytes, nothing is lost;
 * all of it rests on the service's own Postgres.
 */
export class Delivery {
  private readonly timing: Timing;
  private readonly limits: Limits;
  private readonly prefix: string;
  private readonly owner: string;
  private readonly eventLog: EventLog;
  private readonly ingest: Ingest;
  private readonly publisher: Publisher;
  private readonly offsets: Offsets;
  private readonly stopping = new AbortController();
  private subscription: Subscription | undefined;
  private subscribing: Promise<void> | undefined;
  private connected = false;
  private watchdog: NodeJS.Timeout | undefined;
  private fatal: Error | undefined;

  constructor(private readonly options: DeliveryOptions) {
    const { service, source, brokers, security, topicPrefix = '', db, handler, clock, log } = options;
    this.timing = { ...defaultTiming, ...options.timing };
    this.limits = { ...defaultLimits, ...options.limits };
    this.prefix = topicPrefix;
    this.owner = `${service}@${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
    this.eventLog = options.eventLog ?? new KafkaJsEventLog({ brokers, security, clientId: this.owner, log });
    const metrics = new DeliveryMetrics(options.registry ?? new Registry(), () => countParked(db));
    const parts = {
      service,
      source,
      topicPrefix,
      db,
      handler,
      clock,
      log,
      metrics,
      owner: this.owner,
      eventLog: this.eventLog,
      timing: this.timing,
      limits: this.limits,
    };
    this.publisher = new Publisher(parts);
    this.ingest = new Ingest({
      ...parts,
      onCommitted: (written) => this.publisher.take(written),
      isFull: () => this.offsets.outbox.pending > this.limits.outboxMessages,
      onFatal: (error) => this.fail(error),
    });
    this.offsets = new Offsets({
      ...parts,
      group: this.group,
      assignment: () => this.ingest.partitions.assignment,
      isHalted: (at) => this.ingest.partitions.get(at)?.halted !== undefined,
      subscribed: options.topics.map((topic) => topicPrefix + topic),
    });
  }

  /** Returns at once: an unreachable broker is waited for, for as long as it takes. `status().joined` tells. */
  async start(): Promise<void> {
    this.offsets.start();
    this.subscribing = this.subscribe();
    this.watchdog = setInterval(() => this.watch(), Math.max(50, this.timing.silenceMs / 10));
    this.watchdog.unref();
  }

  /** Finishes the running chunks, publishes what they left, commits offsets, leaves the group. At most `drainMs`. */
  async stop(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    clearInterval(this.watchdog);
    const deadlineMs = performance.now() + this.timing.drainMs;
    await this.ingest.stop(deadlineMs);
    await this.publisher.stop(deadlineMs);
    await within(deadlineMs, this.offsets.stop());
    // Without a connection there is nobody to take leave of, and opening one may take longer than we have.
    if (!this.connected) await this.eventLog.disconnect();
    await within(deadlineMs, this.leave());
    await within(deadlineMs, this.eventLog.disconnect());
  }

  status(): DeliveryStatus {
    const { partitions } = this.ingest;
    const stored = ({ topic, partition }: TopicPartition) => ({ topic: topic.slice(this.prefix.length), partition });
    return {
      joined: this.ingest.joined,
      assignment: partitions.assignment.map(stored),
      halted: partitions.halted().flatMap((state) => (state.halted ? [{ ...stored(state), ...state.halted }] : [])),
      outbox: this.offsets.outbox,
      lag: this.offsets.lag ?? null,
      movingLag: this.offsets.movingLag ?? null,
      lastActivity: this.ingest.lastActivity ?? null,
      fatal: this.fatal?.message ?? null,
    };
  }

  /** After a transaction with `writeOutbox` has committed: its messages are published at once instead of with the next poll. */
  wakePublisher(): void {
    this.publisher.wake();
  }

  private get group(): string {
    return this.prefix + this.options.service;
  }

  private async subscribe(): Promise<void> {
    const { log, topics } = this.options;
    const backoff = new Backoff(this.timing.retryFirstMs, this.timing.retryLongestMs);
    while (!this.stopping.signal.aborted) {
      try {
        await this.eventLog.connect();
        // Not before there is somebody to publish to: until then other instances may have the shards.
        if (!this.connected) this.publisher.start();
        this.connected = true;
        const { sessionTimeoutMs, heartbeatMs, rebalanceTimeoutMs, fetchWaitMs } = this.timing;
        this.subscription = await this.eventLog.subscribe(
          {
            group: this.group,
            topics: topics.map((topic) => this.prefix + topic),
            sessionTimeoutMs,
            heartbeatMs,
            rebalanceTimeoutMs,
            fetchWaitMs,
            partitionsAtOnce: this.limits.partitionsAtOnce,
          },
          {
            onBatch: (batch, control) => this.ingest.onBatch(batch, control),
            onAssigned: (assignment) => {
              this.offsets.forget();
              this.ingest.onAssigned(assignment);
            },
            onNothingVisible: (at, next) => this.ingest.onNothingVisible(at, next),
            onActivity: () => this.ingest.onActivity(),
            onLeft: () => this.ingest.onLeft(),
            onCrash: (error) => this.ingest.onCrash(error),
          },
        );
        this.ingest.use(this.subscription);
        this.offsets.use(this.subscription);
        return;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        log.warn('the broker cannot be reached yet', { attempt: backoff.attempts + 1, cause: error });
        await pause(backoff.nextMs(), this.stopping.signal);
      }
    }
  }

  private async leave(): Promise<void> {
    await this.subscribing;
    await this.subscription?.leave();
  }

  /**
   * The client can stop without a word. When the broker answers others, and either records wait or the group was not
   * joined again within the time a rebalance may take, only a new process helps.
   */
  private watch(): void {
    const { lag, reachableSinceMs } = this.offsets;
    if (reachableSinceMs === undefined || lag === undefined) return;
    const silentMs = performance.now() - Math.max(this.ingest.lastActivityMs, reachableSinceMs);
    const { silenceMs, rebalanceTimeoutMs } = this.timing;
    const what = `nothing was heard of the consumer for ${Math.round(silentMs / 1_000)} s`;
    if (lag > 0n && silentMs > silenceMs) this.fail(new Error(`${what} while ${lag} records wait`));
    else if (!this.ingest.joined && silentMs > silenceMs + rebalanceTimeoutMs) {
      this.fail(new Error(`${what}, and it is not in its group`));
    }
  }

  private fail(error: Error): void {
    if (this.fatal || this.stopping.signal.aborted) return;
    this.fatal = error;
    this.options.log.error('delivery cannot go on in this process', { cause: error });
    this.options.onFatal(error);
  }
}
