import { compareInOrderOfThings, rememberDigests, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { RecordContent } from './event-log.js';
import { packRecords, unpackRecords } from './packed-records.js';
import type { EventEntry } from './slice.js';

/** An accepted event that waits for something nobody knows yet. It holds its identity and its business key meanwhile. */
export interface ParkedEvent {
  /** As it was given when the event was parked: `order:o-1`. */
  readonly waitsFor: string;
  /** The whole event, with its trace attributes and the digests of what was received. */
  readonly event: Envelope;
  /** Since when, by the service's clock. */
  readonly since: Date;
}

/** The record of an event that waited, and where it stands. */
export interface ParkedRecord {
  /** Without the installation's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly record: RecordContent;
}

const LOAD = /* sql */ `
  select waits_for, source, event_id, type, at, time, subject, trace, data, payload_digest, data_digest, since
    from parked_event
   where waits_for = any($1::text[])`;

interface LoadedRow {
  readonly waits_for: string;
  readonly source: string;
  readonly event_id: string;
  readonly type: string;
  readonly at: Date;
  readonly time: string;
  readonly subject: string | null;
  readonly trace: Partial<Pick<Envelope, (typeof TRACE_ATTRIBUTES)[number]>>;
  readonly data: unknown;
  readonly payload_digest: string;
  readonly data_digest: string;
  readonly since: Date;
}

/**
 * What waits for the things, in order of things.
 *
 * The caller has locked each of them, as everybody does who names one, known or not: only so can neither an event be
 * parked that nobody will look for, nor one be used twice.
 *
 * @param waitsFor as given when events were parked: `order:o-1`; repeats do no harm
 */
export async function loadParked(tx: Tx, waitsFor: readonly string[]): Promise<ParkedEvent[]> {
  if (waitsFor.length === 0) return [];
  const rows = await tx.query<LoadedRow>(LOAD, [waitsFor], 'load-parked-events');
  return rows.map(parkedOf).sort((a, b) => compareInOrderOfThings(a.event, b.event));
}

const WAITED_FOR = /* sql */ `
  select distinct waits_for from parked_event where subject = any($1::text[]) or data->>'customerId' = any($1::text[])`;

/** What events of the customers wait for: to be locked before these events are taken back. */
export async function thingsWaitedForBy(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  if (customerIds.length === 0) return [];
  const rows = await tx.query<{ waits_for: string }>(WAITED_FOR, [customerIds], 'things-waited-for');
  return rows.map(({ waits_for }) => waits_for);
}

function parkedOf(row: LoadedRow): ParkedEvent {
  const event: Envelope = {
    id: row.event_id,
    source: row.source,
    type: row.type,
    time: row.time,
    at: row.at.getTime(),
    ...(row.subject === null ? {} : { subject: row.subject }),
    ...row.trace,
    data: row.data,
  };
  rememberDigests(event, { payload: row.payload_digest, data: row.data_digest });
  return { waitsFor: row.waits_for, event, since: row.since };
}

const INSERT = /* sql */ `
  insert into parked_event (event_key, waits_for, bucket, source, event_id, type, at, time, subject, trace, data,
                            payload_digest, data_digest, topic, partition, record_offset, record, since)
  select event_key, waits_for, bucket, source, event_id, type, at, time, subject, trace, data,
         payload_digest, data_digest, $1, partition, record_offset, record, $2
    from unnest($3::uuid[], $4::text[], $5::int2[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::text[],
                $11::text[], $12::jsonb[], $13::jsonb[], $14::uuid[], $15::uuid[], $16::int4[], $17::int8[], $18::bytea[])
      as e (event_key, waits_for, bucket, source, event_id, type, at, time, subject, trace, data,
            payload_digest, data_digest, partition, record_offset, record)
   order by event_key`;

const TRACE_ATTRIBUTES = ['dataschema', 'traceparent', 'correlationid', 'causationid', 'causationsource'] as const;

/** @param at the topic of the chunk, and when it was handled */
export async function park(
  tx: Tx,
  parked: readonly { readonly entry: EventEntry; readonly waitsFor: string }[],
  at: { readonly topic: string; readonly now: Date },
): Promise<void> {
  if (parked.length === 0) return;
  const column = <T>(of: (entry: EventEntry) => T): T[] => parked.map(({ entry }) => of(entry));
  await tx.query(
    INSERT,
    [
      at.topic,
      at.now,
      column(({ eventKey }) => eventKey),
      parked.map(({ waitsFor }) => waitsFor),
      column(({ bucket }) => bucket),
      column(({ event }) => event.source),
      column(({ event }) => event.id),
      column(({ event }) => event.type),
      column(({ event }) => new Date(event.at).toISOString()),
      column(({ event }) => event.time),
      column(({ event }) => event.subject ?? null),
      column(({ event }) => JSON.stringify(traceOf(event))),
      column(({ event }) => JSON.stringify(event.data)),
      column(({ payloadDigest }) => payloadDigest),
      column(({ dataDigest }) => dataDigest),
      column(({ partition }) => partition),
      column(({ record }) => record.offset),
      column(({ record: { key, value, headers } }) => packRecords([{ topic: at.topic, key, value, headers }])),
    ],
    'insert-parked-events',
  );
}

function traceOf(event: Envelope): object {
  return Object.fromEntries(TRACE_ATTRIBUTES.map((name) => [name, event[name]]));
}

const REMOVE = /* sql */ `
  delete from parked_event
   where event_key = any($1::uuid[])
  returning event_key, topic, partition, record_offset, case when $2 then record end as record`;

interface RemovedRow {
  readonly event_key: string;
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: bigint;
  readonly record: Buffer | null;
}

/** Ends the waiting of events that are used now. @returns those of the keys under which one waited */
export async function unpark(tx: Tx, eventKeys: readonly string[]): Promise<Set<string>> {
  if (eventKeys.length === 0) return new Set();
  const rows = await tx.query<RemovedRow>(REMOVE, [eventKeys, false], 'remove-parked-events');
  return new Set(rows.map(({ event_key }) => event_key));
}

/** Ends the waiting of events that are refused now. @returns their records, for those of the keys under which one waited */
export async function unparkRecords(tx: Tx, eventKeys: readonly string[]): Promise<Map<string, ParkedRecord>> {
  if (eventKeys.length === 0) return new Map();
  const rows = await tx.query<RemovedRow>(REMOVE, [eventKeys, true], 'remove-parked-events');
  return new Map(rows.map((row) => [row.event_key, recordOf(row)]));
}

function recordOf({ topic, partition, record_offset: offset, record }: RemovedRow): ParkedRecord {
  const [{ key, value, headers } = { key: null, value: null, headers: {} }] = record ? unpackRecords(record) : [];
  return { topic, partition, record: { offset, key, value, headers } };
}

/** How many wait, in the whole database. */
export async function countParked(db: Tx): Promise<number> {
  const [row] = await db.query<{ count: number }>('select count(*)::float8 as count from parked_event');
  return row?.count ?? 0;
}
