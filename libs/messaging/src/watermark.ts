import { createHash } from 'node:crypto';

import type { Tx } from '@perennial/persistence';

import { headerPairs } from './record-body.js';
import type { LogRecord, PartitionBounds, TopicPartition } from './event-log.js';

/** How far a partition is applied, as Postgres knows it. Topics without the installation's prefix. */
export interface Watermark extends TopicPartition {
  readonly next: bigint;
  /** The last record applied, if there was one. */
  readonly last?: { readonly offset: bigint; readonly digest: Buffer };
}

const READ = /* sql */ `
  select w.topic, w.partition, w.next_offset, w.last_offset, w.last_digest
    from consumer_watermark w
    join unnest($1::text[], $2::int4[]) as mine (topic, partition) using (topic, partition)`;

interface Row {
  readonly topic: string;
  readonly partition: number;
  readonly next_offset: bigint;
  readonly last_offset: bigint | null;
  readonly last_digest: Buffer | null;
}

/** Watermarks of the given partitions; those never seen are missing. */
export async function readWatermarks(tx: Tx, of: readonly TopicPartition[]): Promise<Watermark[]> {
  const rows = await tx.query<Row>(READ, [of.map(({ topic }) => topic), of.map(({ partition }) => partition)]);
  return rows.map(({ topic, partition, next_offset, last_offset, last_digest }) => ({
    topic,
    partition,
    next: next_offset,
    ...(last_offset === null || last_digest === null ? {} : { last: { offset: last_offset, digest: last_digest } }),
  }));
}

/** Says that nothing before `next` will ever be asked for. Leaves a watermark that exists as it is. */
export async function beginWatermark(tx: Tx, at: TopicPartition, next: bigint, owner: string): Promise<void> {
  await tx.query(
    /* sql */ `insert into consumer_watermark (topic, partition, next_offset, owner)
               values ($1, $2, $3, $4) on conflict do nothing`,
    [at.topic, at.partition, next, owner],
  );
}

const ADVANCE = /* sql */ `
  with step as (
    select * from unnest($1::text[], $2::int4[], $3::int8[], $4::int8[], $5::int8[], $6::bytea[])
      as s (topic, partition, from_offset, next_offset, last_offset, last_digest)),
  held as (
    select w.topic, w.partition
      from consumer_watermark w join step using (topic, partition)
     where w.next_offset = step.from_offset
     order by w.topic, w.partition
       for update of w)
  update consumer_watermark w
     set next_offset = step.next_offset, last_offset = coalesce(step.last_offset, w.last_offset),
         last_digest = coalesce(step.last_digest, w.last_digest), owner = $7, updated_at = now()
    from held join step using (topic, partition)
   where w.topic = held.topic and w.partition = held.partition
  returning w.partition`;

/** What is applied of a partition. */
export interface WatermarkStep extends TopicPartition {
  readonly from: bigint;
  readonly next: bigint;
  /** The last record before `next`; undefined where none is visible. */
  readonly last: LogRecord | undefined;
}

/**
 * Compare and set: the one place where two owners of a partition, an owner that was thought dead, or a chunk whose
 * commit was not answered, find out that the chunk is done already. Holds the rows until `tx` ends.
 *
 * @param steps each of another partition
 * @returns false when one of the watermarks is not at its `from`: then `tx` must be rolled back
 */
export async function advanceWatermarks(tx: Tx, steps: readonly WatermarkStep[], owner: string): Promise<boolean> {
  const rows = await tx.query(
    ADVANCE,
    [
      steps.map(({ topic }) => topic),
      steps.map(({ partition }) => partition),
      steps.map(({ from }) => from),
      steps.map(({ next }) => next),
      steps.map(({ last }) => last?.offset ?? null),
      steps.map(({ last }) => (last ? digestOf(last) : null)),
      owner,
    ],
    'advance-watermarks',
  );
  return rows.length === steps.length;
}

/** Recognises a record: a topic made anew has others at the same offsets, if only by the instant they were appended. */
export function digestOf({ offset, timestamp, key, value, headers }: LogRecord): Buffer {
  const hash = createHash('sha256').update(`${offset}/${timestamp}`);
  for (const part of [key, value]) {
    hash.update(part === null ? '/null' : `/${part.length}/`);
    if (part !== null) hash.update(part);
  }
  for (const [name, content] of headerPairs(headers)) hash.update(`/${name}/`).update(content);
  return hash.digest().subarray(0, 16);
}

export type Position =
  /** Fetch from `offset`; when `check` is set, the record there must have its digest. */
  | {
      readonly kind: 'read';
      readonly offset: bigint;
      readonly check?: { readonly offset: bigint; readonly digest: Buffer };
    }
  /** Records between the watermark and what the log still has are gone: nobody may go on without a person deciding. */
  | {
      readonly kind: 'truncated';
      readonly missing: { readonly from: bigint; readonly until: bigint };
      readonly detail: string;
    };

/**
 * Where to go on reading a partition, or why not to.
 *
 * @param watermark undefined when this database has never seen the partition: then from the oldest record on
 * @param bounds read after the watermark, or records that arrived in between would look lost
 * @param known this process has compared the log with the watermark before
 */
export function positionFor(watermark: Watermark | undefined, bounds: PartitionBounds, known: boolean): Position {
  if (!watermark) return { kind: 'read', offset: bounds.earliest };
  const { next, last } = watermark;
  if (bounds.earliest > next) {
    return {
      kind: 'truncated',
      missing: { from: next, until: bounds.earliest },
      detail: `offsets ${next} to ${bounds.earliest - 1n} were deleted before they were applied; the oldest record is ${bounds.earliest}`,
    };
  }
  if (bounds.end < next) {
    return {
      kind: 'truncated',
      missing: { from: bounds.end, until: next },
      detail: `applied up to offset ${next}, but the log ends at ${bounds.end}: it was cut, or the topic was made anew`,
    };
  }
  if (!known && last && last.offset >= bounds.earliest && last.offset < next) {
    return { kind: 'read', offset: last.offset, check: last };
  }
  return { kind: 'read', offset: next };
}
