import type { Database } from '@perennial/persistence';

import type { Limits, Timing } from './delivery-options.js';
import type { EventLog, OutgoingRecord } from './event-log.js';
import { HandedOver, type WrittenRow } from './handed-over.js';
import type { Log } from './log.js';
import type { DeliveryMetrics } from './metrics.js';
import { sizeOf, unpackRecords } from './packed-records.js';
import { Alarm, Backoff, pause, within } from './waiting.js';

export interface PublisherDependencies {
  readonly db: Database;
  readonly eventLog: EventLog;
  readonly topicPrefix: string;
  readonly owner: string;
  readonly log: Log;
  readonly metrics: DeliveryMetrics;
  readonly timing: Timing;
  readonly limits: Limits;
}

// The database's clock decides, so that instances with different clocks agree. A lease row instead of an advisory lock:
// the session of a stopped process would keep the lock.
const CLAIM = /* sql */ `
  update outbox_lease
     set owner = $1, leased_until = clock_timestamp() + make_interval(secs => $2)
   where shard in (select shard from outbox_lease
                    where owner = $1 or leased_until < clock_timestamp()
                    order by shard for update skip locked)
  returning shard`;

const RELEASE = /* sql */ `update outbox_lease set leased_until = '-infinity' where owner = $1`;

// At least one row, and no more than a few megabytes: a chunk of quarantined records is large. Of what was handed over,
// only that it is there.
const NEXT = /* sql */ `
  select id, case when id = any($2::int8[]) then null else messages end as messages
    from (select id, messages, sum(octet_length(messages)) over (order by id) - octet_length(messages) as bytes_before
            from outbox where shard = any($1::int2[]) order by id limit 100) as oldest
   where bytes_before < 8388608
   order by id`;

// Without waiting for the disk: a deletion that a crash of the database takes back is a repeat of messages, which consumers
// are ready for. Nothing else is in this transaction.
const DELETE = /* sql */ `
  with without_waiting as materialized (select set_config('synchronous_commit', 'off', true))
  delete from outbox using without_waiting where id = any($1::int8[])`;

interface Row {
  readonly id: bigint;
  readonly messages: Buffer | null;
}

/** What is handed over may wait for publication within these; the rest is read. In memory it is up to twice as much. */
const HANDED_OVER_BYTES_MAX = 8 * 1_048_576;

/**
 * Publishes what committed transactions left in the outbox: per shard in the order of the rows, at least once, by one
 * instance at a time. A row is deleted when the broker has all of its messages; whatever happens before that is repeated.
 */
export class Publisher {
  private readonly alarm = new Alarm();
  private readonly handedOver = new HandedOver(HANDED_OVER_BYTES_MAX);
  private readonly stopping = new AbortController();
  private running: Promise<void>[] = [];
  private shards: readonly number[] = [];
  /** By the monotonic clock of this process, never later than what the row says. */
  private leasedUntilMs = 0;
  /** Grows with every wake; the outbox was found empty when `emptyAt` equals it. */
  private wakes = 0;
  private emptyAt = -1;

  constructor(private readonly with_: PublisherDependencies) {}

  start(): void {
    this.running = [this.keepLeases(), this.publishRows()];
  }

  /** These rows were committed by this process: as far as they are its own to publish, they need not be read. */
  take(rows: readonly WrittenRow[]): void {
    if (this.holdsLease()) {
      for (const row of rows) if (this.shards.includes(row.shard)) this.handedOver.add(row);
    }
    this.wake();
  }

  /** Something was committed. */
  wake(): void {
    this.wakes += 1;
    this.alarm.wake();
  }

  /** Publishes what is there, at most until `deadlineMs` (of `performance.now()`), then lets others have the shards. */
  async stop(deadlineMs: number): Promise<void> {
    this.wake();
    while (this.emptyAt !== this.wakes && this.shards.length > 0 && performance.now() < deadlineMs) {
      await pause(10);
    }
    this.stopping.abort();
    this.alarm.wake();
    await within(deadlineMs, Promise.all(this.running));
    await this.with_.db.query(RELEASE, [this.with_.owner]).catch(() => {});
  }

  private async keepLeases(): Promise<void> {
    const { db, owner, log, timing } = this.with_;
    while (!this.stopping.signal.aborted) {
      const askedAtMs = performance.now();
      try {
        const rows = await db.query<{ shard: number }>(CLAIM, [owner, timing.leaseMs / 1_000], 'claim-shards');
        if (rows.length > this.shards.length) this.wake();
        // Others publish what is left of those that are lost.
        if (rows.length < this.shards.length) this.handedOver.clear();
        this.shards = rows.map(({ shard }) => shard);
        this.leasedUntilMs = askedAtMs + timing.leaseMs;
      } catch (error) {
        log.warn('the leases of the outbox could not be renewed', { cause: error });
      }
      await pause(timing.leaseRenewalMs, this.stopping.signal);
    }
  }

  private async publishRows(): Promise<void> {
    const { log, metrics, timing } = this.with_;
    const backoff = new Backoff(timing.retryFirstMs, timing.retryLongestMs);
    while (!this.stopping.signal.aborted) {
      try {
        const more = await this.publishSome();
        backoff.reset();
        if (more) continue;
        await this.alarm.wait(timing.outboxPollMs);
      } catch (error) {
        metrics.retries.inc({ what: 'publish' });
        log.warn('publishing failed and is tried again', { attempt: backoff.attempts + 1, cause: error });
        await pause(backoff.nextMs(), this.stopping.signal);
      }
    }
  }

  /** @returns whether there may be more at once */
  private async publishSome(): Promise<boolean> {
    const { db, metrics } = this.with_;
    if (!this.holdsLease()) return false;
    const { wakes } = this;
    const known = this.handedOver.snapshot();
    const rows = await db.query<Row>(NEXT, [this.shards, [...known.keys()]], 'next-outbox');
    if (rows.length === 0) {
      this.emptyAt = wakes;
      return false;
    }
    for (const { ids, records } of this.inSends(rows, known)) {
      if (!this.holdsLease() || this.stopping.signal.aborted) return false;
      await this.with_.eventLog.publish(records);
      metrics.published.inc(records.length);
      if (ids.length > 0) await db.query(DELETE, [ids], 'delete-outbox');
      for (const id of ids) this.handedOver.remove(id);
    }
    return true;
  }

  /** A shard lost since the rows were read may still be sent once: a repeat, which consumers are ready for. */
  private holdsLease(): boolean {
    return this.shards.length > 0 && performance.now() < this.leasedUntilMs;
  }

  /** Requests of bounded size; `ids` are the rows that are complete once the request is acknowledged. */
  private *inSends(
    rows: readonly Row[],
    known: ReadonlyMap<bigint, WrittenRow>,
  ): Generator<{ ids: bigint[]; records: OutgoingRecord[] }> {
    const { limits, topicPrefix } = this.with_;
    let ids: bigint[] = [];
    let records: OutgoingRecord[] = [];
    let bytes = 0;
    for (const { id, messages } of rows) {
      for (const record of unpackRecords(messages ?? handedOver(id, known), topicPrefix)) {
        const size = sizeOf(record);
        if (records.length > 0 && bytes + size > limits.sendBytes) {
          yield { ids, records };
          [ids, records, bytes] = [[], [], 0];
        }
        records.push(record);
        bytes += size;
      }
      ids.push(id);
    }
    yield { ids, records };
  }
}

function handedOver(id: bigint, known: ReadonlyMap<bigint, WrittenRow>): Buffer {
  const row = known.get(id);
  if (!row) throw new Error(`row ${id} of the outbox came without its messages, which nobody has handed over`);
  return row.messages;
}
