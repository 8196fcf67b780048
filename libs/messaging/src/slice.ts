import {
  bucketOf,
  businessKeyOf,
  decode,
  eventOfType,
  identityOf,
  isCompacted,
  keyOf,
  digestsOf,
  type EdgeReason,
  type Envelope,
} from '@perennial/contracts';

import type { RejectionReason } from './chunk-handler.js';
import type { LogRecord } from './event-log.js';
import { sizeOf } from './packed-records.js';

export type QuarantineReason = EdgeReason | RejectionReason | 'DATABASE_REFUSED';

/** Why a record is set aside. */
export interface Refusal {
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly id?: string;
  readonly source?: string;
}

export interface RefusedEntry {
  readonly record: LogRecord;
  readonly refusal: Refusal;
}

export interface EventEntry {
  readonly record: LogRecord;
  readonly event: Envelope;
  readonly eventKey: string;
  readonly businessKey: string | undefined;
  readonly payloadDigest: string;
  readonly dataDigest: string;
  readonly bucket: number;
  readonly keyDiffers: boolean;
}

export type Entry = RefusedEntry | EventEntry;

/** What one transaction will take: all records of a partition in [`from`, `next`). */
export interface ChunkPlan {
  /** Without the installation's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly next: bigint;
  readonly entries: readonly Entry[];
}

export const isRefused = (entry: Entry): entry is RefusedEntry => 'refusal' in entry;

export interface Slicing {
  readonly topicPrefix: string;
  readonly now: Date;
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/**
 * Decodes as many of `records` as make one chunk, beginning at index `start`.
 *
 * A chunk ends before an event that repeats the identity or the business key of an earlier one of the same chunk with
 * anything different: which of the two stays depends on whether the first is accepted, and that is known after its
 * commit only. A repeat that is equal in everything shares the outcome of the first and stays in the chunk. Tombstones of a
 * compacted topic tell nothing: whoever is forgotten is told of by an erasure.
 *
 * @param fullTopic the topic's name with the prefix
 * @returns the entries, and the index of the first record that is not among them
 */
export function sliceEntries(
  fullTopic: string,
  records: readonly LogRecord[],
  start: number,
  slicing: Slicing,
): { entries: Entry[]; end: number } {
  const entries: Entry[] = [];
  const identities = new Map<string, string>();
  const businessKeys = new Set<string>();
  const hasTombstones = isCompacted(fullTopic.slice(slicing.topicPrefix.length));
  let bytes = 0;
  let at = start;
  for (; at < records.length && entries.length < slicing.maxEvents; at += 1) {
    const record = records[at];
    if (!record) break;
    if (hasTombstones && record.value === null) continue;
    bytes += sizeOf(record);
    if (entries.length > 0 && bytes > slicing.maxBytes) break;
    const entry = toEntry(fullTopic, record, slicing);
    if (!isRefused(entry)) {
      const digestBefore = identities.get(entry.eventKey);
      if (digestBefore !== undefined && digestBefore !== entry.payloadDigest) break;
      if (digestBefore === undefined) {
        if (entry.businessKey !== undefined && businessKeys.has(entry.businessKey)) break;
        identities.set(entry.eventKey, entry.payloadDigest);
        if (entry.businessKey !== undefined) businessKeys.add(entry.businessKey);
      }
    }
    entries.push(entry);
  }
  return { entries, end: at };
}

function toEntry(topic: string, record: LogRecord, { topicPrefix, now }: Slicing): Entry {
  const { key, value, headers } = record;
  const decoded = decode({ topic, key, value, headers }, { now, topicPrefix });
  if (!decoded.ok) {
    const { reason, detail, id, source } = decoded;
    return { record, refusal: { reason, detail, id, source } };
  }
  const { event } = decoded;
  const declaration = eventOfType(event.type);
  const digests = digestsOf(event);
  return {
    record,
    event,
    eventKey: identityOf(event),
    businessKey: businessKeyOf(event),
    payloadDigest: digests.payload,
    dataDigest: digests.data,
    bucket: bucketOf(declaration ? keyOf(declaration, event) : event.id),
    keyDiffers: decoded.keyDiffersFromSubject,
  };
}

/** The two halves of a chunk of at least two records. */
export function halves(plan: ChunkPlan): [ChunkPlan, ChunkPlan] {
  const middle = plan.entries.length >> 1;
  const first = plan.entries[middle];
  if (middle === 0 || !first) throw new RangeError(`a chunk of ${plan.entries.length} records has no halves`);
  const border = first.record.offset;
  return [
    { ...plan, next: border, entries: plan.entries.slice(0, middle) },
    { ...plan, from: border, entries: plan.entries.slice(middle) },
  ];
}
