import type { Database } from '@perennial/persistence';

import { applyChunk, type ChunkOutcome } from './chunk.js';
import type { ChunkHandler } from './chunk-handler.js';
import { defaultLimits, defaultTiming } from './delivery-options.js';
import type { LogRecord, TopicPartition } from './event-log.js';
import { sliceEntries } from './slice.js';
import { beginWatermark, readWatermarks } from './watermark.js';

export interface ApplyRecordsOptions {
  readonly db: Database;
  readonly handler: ChunkHandler;
  readonly service: string;
  /** CloudEvents `source` of what the service publishes. */
  readonly source: string;
  readonly clock: () => Date;
}

/**
 * Applies records as delivery does, taken from the caller instead of a broker: decoded, sliced, each chunk in a
 * transaction of its own, everything between watermark and outbox included. Records below the watermark are left out, so
 * after a failure the same call goes on where it stopped.
 *
 * What delivery does about a failure, trying again and bisecting, is left to the caller. Nothing is published.
 *
 * @param records of one partition, in the order of their offsets
 * @returns one outcome a chunk
 */
export async function applyRecords(
  at: TopicPartition,
  records: readonly LogRecord[],
  { db, handler, service, source, clock }: ApplyRecordsOptions,
): Promise<ChunkOutcome[]> {
  const first = records[0]?.offset ?? 0n;
  await beginWatermark(db, at, first, service);
  const [watermark] = await readWatermarks(db, [at]);
  let from = watermark?.next ?? first;
  const left = records.filter(({ offset }) => offset >= from);
  const outcomes: ChunkOutcome[] = [];
  const { chunkEvents: maxEvents, chunkBytes: maxBytes } = defaultLimits;
  const around = { db, handler, service, source, topicPrefix: '', owner: service, clock, timing: defaultTiming };
  for (let index = 0; index < left.length;) {
    const slicing = { topicPrefix: '', partition: at.partition, now: clock(), maxEvents, maxBytes };
    const { entries, bytes, end } = sliceEntries(at.topic, left, index, slicing);
    const next = left[end]?.offset ?? (left.at(-1)?.offset ?? from) + 1n;
    outcomes.push(await applyChunk([{ ...at, from, next, entries, bytes }], around));
    [from, index] = [next, end];
  }
  return outcomes;
}
