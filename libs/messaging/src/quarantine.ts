import { createHash } from 'node:crypto';

import type { Tx } from '@perennial/persistence';

import type { Headers, LogRecord, OutgoingRecord } from './event-log.js';
import { headerBytes, headerPairs, sizeOf } from './packed-records.js';
import type { RefusedEntry, Refusal } from './slice.js';

/** Topic of the copies, without the installation's prefix. */
export const QUARANTINE_TOPIC = 'loyalty.quarantine';

/** Of a value that is too large only this much is kept. */
const EXCERPT_BYTES = 64 * 1_024;
/** What the table keeps of keys and of headers; the copy in Kafka has all. */
const TABLE_KEY_BYTES = 4_096;
const TABLE_HEADER_BYTES = 64 * 1_024;
const DETAIL_LENGTH_MAX = 1_000;
/** Whatever arrives uncompressed is smaller, and with our headers a copy of this size is below what its topic takes. */
const COPY_BYTES = 4 * 1_048_576;
/** Of a larger copy: what is kept of the key, and how long the headers may be to be kept. */
const COPY_PART_BYTES = 1_048_576;

export interface QuarantineOrigin {
  readonly service: string;
  /** Without the prefix, for the table. */
  readonly topic: string;
  /** As the broker knows it, for whoever looks the record up. */
  readonly fullTopic: string;
  readonly partition: number;
  readonly now: Date;
}

// A record is refused once, however often it is fetched.
const INSERT = /* sql */ `
  insert into quarantine (topic, partition, record_offset, reason, detail, event_id, source, key, value, value_bytes,
                          value_digest, headers, at)
  select $1, $2, record_offset, reason, detail, event_id, source, key, value, value_bytes, value_digest, headers::jsonb, $3
    from unnest($4::int8[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::bytea[], $11::int8[],
                $12::bytea[], $13::text[])
      as r (record_offset, reason, detail, event_id, source, key, value, value_bytes, value_digest, headers)
   order by record_offset
  on conflict (topic, partition, record_offset) do nothing
  returning record_offset`;

/** @returns the copies to publish: of the records that were not in quarantine before */
export async function quarantine(
  tx: Tx,
  entries: readonly RefusedEntry[],
  origin: QuarantineOrigin,
): Promise<OutgoingRecord[]> {
  if (entries.length === 0) return [];
  const column = <T>(of: (entry: RefusedEntry) => T): T[] => entries.map(of);
  const inserted = await tx.query<{ record_offset: bigint }>(
    INSERT,
    [
      origin.topic,
      origin.partition,
      origin.now,
      column(({ record }) => record.offset),
      column(({ refusal }) => refusal.reason),
      column(({ refusal }) => storable(refusal.detail, DETAIL_LENGTH_MAX)),
      column(({ refusal }) => storableOrNull(refusal.id)),
      column(({ refusal }) => storableOrNull(refusal.source)),
      column(({ record }) => record.key?.subarray(0, TABLE_KEY_BYTES) ?? null),
      column(keptValue),
      column(({ record }) => record.value?.length ?? null),
      column(({ record }) => (record.value ? sha256(record.value) : null)),
      column(({ record }) => JSON.stringify(readableHeaders(record.headers))),
    ],
    'insert-quarantine',
  );
  const fresh = new Set(inserted.map(({ record_offset }) => record_offset));
  return entries.filter(({ record }) => fresh.has(record.offset)).map((entry) => copyOf(entry, origin));
}

/** The record as it came, with text headers that people and Kafka tools can read. */
export function copyOf(entry: RefusedEntry, origin: QuarantineOrigin): OutgoingRecord {
  const { record, refusal } = entry;
  const detail = storable(refusal.detail, DETAIL_LENGTH_MAX);
  const added: Record<string, string> = {
    perennial_reason: refusal.reason,
    perennial_detail: detail,
    perennial_service: origin.service,
    '__connect.errors.topic': origin.fullTopic,
    '__connect.errors.partition': String(origin.partition),
    '__connect.errors.offset': String(record.offset),
    '__connect.errors.exception.message': `${refusal.reason}: ${detail}`,
  };
  const value = keptValue(entry);
  if (record.value && value?.length !== record.value.length) {
    added.perennial_value_bytes = String(record.value.length);
    added.perennial_value_sha256 = sha256(record.value).toString('hex');
  }
  // Of a copy that was sent in again, the reasons of its first refusal give way.
  const copy = { topic: QUARANTINE_TOPIC, key: record.key, value, headers: { ...record.headers, ...added } };
  return sizeOf(copy) > COPY_BYTES ? cut(copy, record, added) : copy;
}

/**
 * A compressed batch can hold a record whose key or headers are larger than any topic takes. Whole, its copy could never
 * be published, and everything behind it in the outbox would wait for ever.
 */
function cut(
  copy: OutgoingRecord,
  { key, headers }: LogRecord,
  added: Readonly<Record<string, string>>,
): OutgoingRecord {
  const said: Record<string, string> = { ...added };
  if (key && key.length > COPY_PART_BYTES) said.perennial_key_bytes = String(key.length);
  const ofHeaders = headerBytes(headers);
  if (ofHeaders > COPY_PART_BYTES) said.perennial_headers_bytes = String(ofHeaders);
  return {
    ...copy,
    key: key?.subarray(0, COPY_PART_BYTES) ?? null,
    headers: ofHeaders > COPY_PART_BYTES ? said : { ...headers, ...said },
  };
}

/** An erased subject's data is not kept, only its digest. */
function keptValue({ record, refusal }: { record: LogRecord; refusal: Refusal }): Buffer | null {
  if (record.value === null || refusal.reason === 'SUBJECT_ERASED') return null;
  return refusal.reason === 'TOO_LARGE' ? record.value.subarray(0, EXCERPT_BYTES) : record.value;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Postgres takes neither NUL nor half a surrogate pair as text. */
function storable(text: string, length: number): string {
  return text.slice(0, length).toWellFormed().replaceAll('\u0000', '\ufffd');
}

function storableOrNull(text: string | undefined): string | null {
  return text === undefined ? null : storable(text, 255);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readableHeaders(headers: Headers): ({ name: string; text: string } | { name: string; base64: string })[] {
  const kept = [];
  let bytes = 0;
  for (const [name, value] of headerPairs(headers)) {
    const raw = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
    bytes += name.length + raw.length;
    if (bytes > TABLE_HEADER_BYTES) break;
    kept.push({ name: storable(name, name.length), ...readable(raw) });
  }
  return kept;
}

function readable(raw: Buffer): { text: string } | { base64: string } {
  try {
    const text = utf8.decode(raw);
    if (!text.includes('\u0000')) return { text };
  } catch {
    // Not text: kept as bytes.
  }
  return { base64: raw.toString('base64') };
}
