import { decode, identityOf, payloadDigest, type Envelope } from '@perennial/contracts';
import { readToEnd, type ClusterOptions, type TopicRecord } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';

import { EXPECTED_REASON } from '../load/bad-input.js';
import { thingOf, type Refused } from './refusals.js';

/** What a service says of all records it consumed. */
export interface Fates {
  readonly counts: Readonly<Record<Fate, number>>;
  /** Events that are accepted and wait for nothing: what a history consists of. */
  readonly accepted: ReadonlyMap<string, Envelope>;
  /** Good events that were refused: which ones depends on the order they came in. */
  readonly refused: readonly Refused[];
  /** Payload digests of all events that are in the topics. */
  readonly seen: ReadonlySet<string>;
  /** Records of which nothing tells what became of them, and whatever else cannot be. */
  readonly contradictions: readonly string[];
}

export type Fate = 'applied' | 'no effect' | 'parked' | 'quarantined';

interface Known {
  /** Payload digests by identity. */
  readonly inbox: ReadonlyMap<string, string>;
  readonly repeats: ReadonlySet<string>;
  /** By identity of events that wait: for what. */
  readonly parked: ReadonlyMap<string, string>;
  /** Reasons by topic, partition and offset. */
  readonly quarantined: ReadonlyMap<string, string>;
}

/** Reads the topics a service consumes from their beginning, and asks its rows what became of each record. */
export async function fatesOf(
  db: Database,
  cluster: Pick<ClusterOptions, 'brokers' | 'topicPrefix'>,
  topics: readonly string[],
  now: Date,
): Promise<Fates> {
  const records: TopicRecord[] = [];
  await readToEnd({ ...cluster, topics, onRecord: (record) => records.push(record) });
  return judgeRecords(records, await readKnown(db), now);
}

export function judgeRecords(records: readonly TopicRecord[], known: Known, now: Date): Fates {
  const counts = { applied: 0, 'no effect': 0, parked: 0, quarantined: 0 };
  const accepted = new Map<string, Envelope>();
  const refused: Refused[] = [];
  const seen = new Set<string>();
  const contradictions: string[] = [];
  const unplaced: { readonly event: Envelope; readonly where: string }[] = [];
  for (const record of records) {
    const where = `${record.topic}/${record.partition}/${record.offset}`;
    const reason = known.quarantined.get(where);
    const expected = headerOf(record, EXPECTED_REASON);
    if (expected !== undefined) {
      if (reason === expected) counts.quarantined += 1;
      else
        contradictions.push(`${where} has to be refused for ${expected}: ${reason ?? 'it is not in the quarantine'}`);
      continue;
    }
    const decoded = decode(record, { now });
    if (!decoded.ok) {
      contradictions.push(`${where} is no event: ${decoded.reason}`);
      continue;
    }
    const { event } = decoded;
    seen.add(payloadDigest(event));
    const fate = reason === undefined ? fateOf(event, known, accepted) : 'quarantined';
    if (fate === undefined) unplaced.push({ event, where });
    else counts[fate] += 1;
    if (reason !== undefined) refused.push({ event, reason });
  }
  // A copy of one that waited, and was refused in the end: of the very same, or what is lost hides behind its rival.
  const refusedToo = new Set(refused.map(({ event }) => nameOf(event)));
  for (const { event, where } of unplaced) {
    if (refusedToo.has(nameOf(event))) counts['no effect'] += 1;
    else contradictions.push(`nothing tells what became of ${event.source} ${event.id} at ${where}`);
  }
  const things = new Set([...accepted.values()].map(thingOf));
  for (const thing of new Set(known.parked.values()))
    if (things.has(thing)) contradictions.push(`something still waits for ${thing}, which is there`);
  return { counts, accepted, refused, seen, contradictions };
}

function fateOf(event: Envelope, known: Known, accepted: Map<string, Envelope>): Fate | undefined {
  const identity = identityOf(event);
  if (known.inbox.get(identity) === payloadDigest(event)) {
    if (known.parked.has(identity)) return 'parked';
    if (accepted.has(identity)) return 'no effect';
    accepted.set(identity, event);
    return 'applied';
  }
  // The same business fact under another id.
  return known.repeats.has(identity) ? 'no effect' : undefined;
}

const nameOf = (event: Envelope): string => `${identityOf(event)} ${payloadDigest(event)}`;

function headerOf({ headers }: TopicRecord, name: string): string | undefined {
  const value = (headers as Readonly<Record<string, Buffer | string | undefined>>)[name];
  return value === undefined ? undefined : String(value);
}

async function readKnown(db: Database): Promise<Known> {
  const inbox = await db.query<{ event_key: string; payload_digest: string }>(
    'select event_key, payload_digest from inbox',
  );
  const repeats = await db.query<{ event_key: string }>('select event_key from repeat');
  const parked = await db.query<{ event_id: string; source: string; waits_for: string }>(
    'select event_id, source, waits_for from parked_event',
  );
  const quarantine = await db.query<{
    topic: string;
    partition: number;
    record_offset: bigint;
    reason: string;
  }>('select topic, partition, record_offset, reason from quarantine');
  return {
    inbox: new Map(inbox.map((row) => [row.event_key, row.payload_digest])),
    repeats: new Set(repeats.map((row) => row.event_key)),
    parked: new Map(parked.map(({ event_id: id, source, waits_for }) => [identityOf({ id, source }), waits_for])),
    quarantined: new Map(quarantine.map((row) => [`${row.topic}/${row.partition}/${row.record_offset}`, row.reason])),
  };
}
