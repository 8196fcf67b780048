import { createHash } from 'node:crypto';

import type { Tx } from '@perennial/persistence';

import { headerPairs } from './packed-records.js';
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
  update consumer_watermark
     set next_offset = $4, last_offset = coalesce($5, last_offset), last_digest = coalesce($6, last_digest),
         owner = $7, updated_at = now()
   where topic = $1 and partition = $2 and next_offset = $3
  returning next_offset`;

/**
 * Compare and set: the one place where two owners of a partition, an owner that was thought dead, or a chunk whose
 * commit was not answered, find out that the chunk is done already. Holds the row until `tx` ends.
 *
 * @returns false when the watermark is not at `from`
 */
export async function advanceWatermark(
  tx: Tx,
  at: TopicPartition & { readonly from: bigint; readonly next: bigint },
  lastRecord: LogRecord | undefined,
  owner: string,
): Promise<boolean> {
  const rows = await tx.query(
    ADVANCE,
    [
      at.topic,
      at.partition,
      at.from,
      at.next,
      lastRecord?.offset ?? null,
      lastRecord ? digestOf(lastRecord) : null,
      owner,
    ],
    'advance-watermark',
  );
  return rows.length === 1;
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
