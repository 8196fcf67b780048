import { createHash } from 'node:crypto';

import type { Tx } from '@perennial/persistence';

import type { Headers, OutgoingRecord, RecordContent } from './event-log.js';
import { customersIn } from './named-customers.js';
import { headerBytes, sizeOf } from './packed-records.js';
import { headerPairs } from './record-body.js';
import type { Refusal } from './slice.js';

/** Topic of the copies, without the installation's prefix. */
const QUARANTINE_TOPIC = 'loyalty.quarantine';

/** Of a value that is too large only this much is kept. */
const EXCERPT_BYTES = 64 * 1_024;
/** What the table keeps of keys and of headers; the copy in Kafka has all. */
const TABLE_KEY_BYTES = 4_096;
const TABLE_HEADER_BYTES = 64 * 1_024;
const DETAIL_LENGTH_MAX = 1_000;
/** The detail of a record of which no more is kept because its customer was forgotten. */
export const FORGOTTEN = 'its customer has been forgotten';
/** Whatever arrives uncompressed is smaller, and with our headers a copy of this size is below what its topic takes. */
const COPY_BYTES = 4 * 1_048_576;
/** Of a larger copy: what is kept of the key, and how long the headers may be to be kept. */
const COPY_PART_BYTES = 1_048_576;

/** A record to set aside: where it stands, what it held, and why it was refused. */
export interface RefusedRecord {
  /** Without the prefix, for the table. */
  readonly topic: string;
  readonly partition: number;
  readonly record: RecordContent;
  readonly refusal: Refusal;
  /** It names a customer who was forgotten: nothing that could tell of them is kept, whatever it was refused for. */
  readonly forgotten?: boolean;
}

export interface Refuser {
  readonly service: string;
  /** Put before the topics in the copies: so the broker knows them, and whoever looks a record up. */
  readonly topicPrefix: string;
}

// A record is refused once, however often it is fetched.
const INSERT = /* sql */ `
  insert into quarantine (topic, partition, record_offset, reason, detail, event_id, source, key, value, value_bytes,
                          value_digest, headers, at)
  select topic, partition, record_offset, reason, detail, event_id, source, key, value, value_bytes, value_digest,
         headers::jsonb, $1
    from unnest($2::text[], $3::int4[], $4::int8[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[],
                $10::bytea[], $11::int8[], $12::bytea[], $13::text[])
      as r (topic, partition, record_offset, reason, detail, event_id, source, key, value, value_bytes, value_digest,
            headers)
   order by topic collate "C", partition, record_offset
  on conflict (topic, partition, record_offset) do nothing
  returning topic, partition, record_offset`;

interface InsertedRow {
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: bigint;
}

/** @returns the copies to publish: of the records that were not in quarantine before */
export async function quarantine(
  tx: Tx,
  refused: readonly RefusedRecord[],
  now: Date,
  by: Refuser,
): Promise<OutgoingRecord[]> {
  if (refused.length === 0) return [];
  const column = <T>(of: (one: RefusedRecord) => T): T[] => refused.map(of);
  const inserted = await tx.query<InsertedRow>(
    INSERT,
    [
      now,
      column(({ topic }) => topic),
      column(({ partition }) => partition),
      column(({ record }) => record.offset),
      column(({ refusal }) => refusal.reason),
      column(detailOf),
      column(({ refusal }) => storableOrNull(refusal.id)),
      column(({ refusal }) => storableOrNull(refusal.source)),
      column((one) => keptKey(one)?.subarray(0, TABLE_KEY_BYTES) ?? null),
      column(keptValue),
      column(({ record }) => record.value?.length ?? null),
      column(({ record }) => (record.value ? sha256(record.value) : null)),
      column((one) => JSON.stringify(readableHeaders(keptHeaders(one)))),
    ],
    'insert-quarantine',
  );
  const placeOf = (topic: string, partition: number, offset: bigint) => `${topic}/${partition}/${offset}`;
  const fresh = new Set(inserted.map((row) => placeOf(row.topic, row.partition, row.record_offset)));
  return refused
    .filter(({ topic, partition, record }) => fresh.has(placeOf(topic, partition, record.offset)))
    .map((one) => copyOf(one, by));
}

/** The record as it came, with text headers that people and Kafka tools can read. */
export function copyOf(refused: RefusedRecord, { service, topicPrefix }: Refuser): OutgoingRecord {
  const { topic, partition, record, refusal } = refused;
  const detail = detailOf(refused);
  const headers = keptHeaders(refused);
  const key = keptKey(refused);
  const added: Record<string, string> = {
    perennial_reason: refusal.reason,
    perennial_detail: detail,
    perennial_service: service,
    '__connect.errors.topic': topicPrefix + topic,
    '__connect.errors.partition': String(partition),
    '__connect.errors.offset': String(record.offset),
    '__connect.errors.exception.message': `${refusal.reason}: ${detail}`,
  };
  const value = keptValue(refused);
  if (record.value && value?.length !== record.value.length) {
    added.perennial_value_bytes = String(record.value.length);
    added.perennial_value_sha256 = sha256(record.value).toString('hex');
  }
  // Of a copy that was sent in again, the reasons of its first refusal give way.
  const copy = { topic: QUARANTINE_TOPIC, key, value, headers: { ...headers, ...added } };
  return sizeOf(copy) > COPY_BYTES ? cut(copy, { ...record, key, headers }, added) : copy;
}

/**
 * A compressed batch can hold a record whose key or headers are larger than any topic takes. Whole, its copy could never
 * be published, and everything behind it in the outbox would wait for ever.
 */
function cut(
  copy: OutgoingRecord,
  { key, headers }: RecordContent,
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

function isForgotten({ refusal, forgotten }: RefusedRecord): boolean {
  return forgotten === true || refusal.reason === 'SUBJECT_ERASED';
}

function detailOf(refused: RefusedRecord): string {
  return refused.forgotten ? FORGOTTEN : storable(refused.refusal.detail, DETAIL_LENGTH_MAX);
}

/** An erased subject's data is not kept, only its digest. */
function keptValue(refused: RefusedRecord): Buffer | null {
  const { record, refusal } = refused;
  if (record.value === null || isForgotten(refused)) return null;
  return refusal.reason === 'TOO_LARGE' ? record.value.subarray(0, EXCERPT_BYTES) : record.value;
}

/** The key is the customer's id. */
function keptKey(refused: RefusedRecord): Buffer | null {
  return isForgotten(refused) ? null : refused.record.key;
}

/** Without those that say no more than whom the record names. */
function keptHeaders(refused: RefusedRecord): Headers {
  const { record } = refused;
  if (!isForgotten(refused)) return record.headers;
  const named = customersIn(record);
  const names = (value: Headers[string]): boolean =>
    Array.isArray(value) ? value.some(names) : named.has(String(value ?? ''));
  return Object.fromEntries(Object.entries(record.headers).filter(([, value]) => !names(value)));
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
