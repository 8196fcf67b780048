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
  readonly partition: number;
  readonly record: LogRecord;
  readonly refusal: Refusal;
}

export interface EventEntry {
  readonly partition: number;
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

/** What a transaction takes of one partition, alone or with those of others: all its records in [`from`, `next`). */
export interface ChunkPlan {
  /** Without the installation's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly next: bigint;
  readonly entries: readonly Entry[];
  /** Of the records: an estimate from above. */
  readonly bytes: number;
}

export const isRefused = (entry: Entry): entry is RefusedEntry => 'refusal' in entry;

export interface Slicing {
  readonly topicPrefix: string;
  /** Where the records are from. */
  readonly partition: number;
  readonly now: Date;
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/**
 * The identities and business keys of a chunk.
 *
 * No event is in a chunk with another whose identity or business key it repeats with anything different: which of the two
 * stays depends on whether the first is accepted, and that is known after its commit only. A repeat that is equal in
 * everything shares the outcome of the first, and may be in its chunk.
 */
export class TakenKeys {
  private readonly identities = new Map<string, string>();
  private readonly businessKeys = new Set<string>();

  allow(entry: Entry): boolean {
    if (isRefused(entry)) return true;
    const before = this.identities.get(entry.eventKey);
    if (before !== undefined) return before === entry.payloadDigest;
    return entry.businessKey === undefined || !this.businessKeys.has(entry.businessKey);
  }

  add(entry: Entry): void {
    if (isRefused(entry)) return;
    this.identities.set(entry.eventKey, entry.payloadDigest);
    if (entry.businessKey !== undefined) this.businessKeys.add(entry.businessKey);
  }
}

/**
 * Decodes as many of `records` as make one chunk, beginning at index `start`. Tombstones of a compacted topic tell nothing:
 * whoever is forgotten is told of by an erasure.
 *
 * @param fullTopic the topic's name with the prefix
 * @returns the entries, what their records take, and the index of the first record that is not among them
 */
export function sliceEntries(
  fullTopic: string,
  records: readonly LogRecord[],
  start: number,
  slicing: Slicing,
): { entries: Entry[]; bytes: number; end: number } {
  const entries: Entry[] = [];
  const taken = new TakenKeys();
  const hasTombstones = isCompacted(fullTopic.slice(slicing.topicPrefix.length));
  let bytes = 0;
  let at = start;
  for (; at < records.length && entries.length < slicing.maxEvents; at += 1) {
    const record = records[at];
    if (!record) break;
    if (hasTombstones && record.value === null) continue;
    const size = sizeOf(record);
    if (entries.length > 0 && bytes + size > slicing.maxBytes) break;
    const entry = toEntry(fullTopic, record, slicing);
    if (!taken.allow(entry)) break;
    taken.add(entry);
    entries.push(entry);
    bytes += size;
  }
  return { entries, bytes, end: at };
}

function toEntry(topic: string, record: LogRecord, { topicPrefix, partition, now }: Slicing): Entry {
  const { key, value, headers } = record;
  const decoded = decode({ topic, key, value, headers }, { now, topicPrefix });
  if (!decoded.ok) {
    const { reason, detail, id, source } = decoded;
    return { partition, record, refusal: { reason, detail, id, source } };
  }
  const { event } = decoded;
  const declaration = eventOfType(event.type);
  const digests = digestsOf(event);
  return {
    partition,
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
