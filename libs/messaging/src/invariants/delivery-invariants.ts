import type { Database } from '@perennial/persistence';

import { readToEnd } from '../read-to-end.js';
import type { TopicRecord } from '../read-topic.js';
import { isRefused, sliceEntries, type Entry } from '../slice.js';
import { endOffsets, type ClusterOptions } from '../topics.js';
import type { Invariant } from './invariant.js';

export interface DeliveryInvariantsOptions {
  readonly db: Database;
  readonly cluster: ClusterOptions;
  /** What the service consumes, without the prefix. */
  readonly topics: readonly string[];
}

/** What was consumed against what became of it. */
export function deliveryInvariants({ db, cluster, topics }: DeliveryInvariantsOptions): Invariant[] {
  return [
    {
      id: 'I7',
      says: 'every record that was consumed is accepted, a repeat of an accepted one, or in the quarantine',
      violation: () => findLostRecord({ db, cluster, topics }),
    },
    {
      id: 'I17',
      says: 'no partition is applied beyond its end',
      violation: () => findWatermarkBeyondEnd(db, cluster, topics),
    },
    {
      id: 'I18',
      says: 'no message has waited for its publication for more than a minute',
      violation: () => findForgottenMessage(db),
    },
  ];
}

/** Judged by its content alone: an event that was ahead of the clock is in the quarantine, one that was accepted is no longer. */
const SLICING = { now: new Date(8_640_000_000_000_000), maxEvents: 1_000, maxBytes: Number.MAX_SAFE_INTEGER };

async function findLostRecord({ db, cluster, topics }: DeliveryInvariantsOptions): Promise<string | undefined> {
  const applied = await readApplied(db);
  const waiting = new Map<string, TopicRecord[]>();
  let lost: string | undefined;
  const check = async (records: readonly TopicRecord[]) => {
    lost ??= await findLost(db, records, cluster.topicPrefix ?? '');
  };
  await readToEnd({
    ...cluster,
    topics,
    onRecord: async (record) => {
      const name = `${record.topic}/${record.partition}`;
      if (lost !== undefined || record.offset >= (applied.get(name) ?? 0n)) return;
      const records = waiting.get(name) ?? [];
      records.push(record);
      waiting.set(name, records);
      if (records.length < SLICING.maxEvents) return;
      await check(records);
      waiting.delete(name);
    },
  });
  for (const records of waiting.values()) await check(records);
  return lost;
}

/** @param records all of one partition */
async function findLost(
  db: Database,
  records: readonly TopicRecord[],
  topicPrefix: string,
): Promise<string | undefined> {
  for (let start = 0; start < records.length;) {
    const { topic = '', partition = 0 } = records[start] ?? {};
    const { entries, end } = sliceEntries(topicPrefix + topic, records, start, { ...SLICING, partition, topicPrefix });
    const accepted = await findAccepted(
      db,
      entries.flatMap((entry) => (isRefused(entry) ? [] : [entry])),
    );
    const others = entries.filter((entry) => isRefused(entry) || !accepted.has(entry.eventKey));
    const quarantined = await findQuarantined(db, { topic, partition }, others);
    const lost = others.find(({ record }) => !quarantined.has(record.offset));
    if (lost)
      return `the record at ${topic}/${partition}/${lost.record.offset} was consumed, and nothing tells what became of it`;
    start = end;
  }
  return undefined;
}

/** By topic and partition, where the next record to be applied is. */
async function readApplied(db: Database): Promise<Map<string, bigint>> {
  const rows = await db.query<{ topic: string; partition: number; next_offset: bigint }>(
    'select topic, partition, next_offset from consumer_watermark',
  );
  return new Map(rows.map(({ topic, partition, next_offset }) => [`${topic}/${partition}`, next_offset]));
}

/** Keys of the events that the inbox has, or another event of the same fact. */
async function findAccepted(
  db: Database,
  events: readonly { readonly eventKey: string; readonly businessKey: string | undefined }[],
): Promise<Set<string>> {
  const rows = await db.query<{ event_key: string }>(
    /* sql */ `select mine.event_key from unnest($1::uuid[], $2::uuid[]) as mine (event_key, business_key)
                where exists (select from inbox where inbox.event_key = mine.event_key)
                   or exists (select from inbox where inbox.business_key = mine.business_key)`,
    [events.map(({ eventKey }) => eventKey), events.map(({ businessKey }) => businessKey ?? null)],
  );
  return new Set(rows.map(({ event_key }) => event_key));
}

/** Offsets of those that are in the quarantine, or repeat an event that is: it may have been accepted first, and have waited. */
async function findQuarantined(
  db: Database,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  entries: readonly Entry[],
): Promise<Set<bigint>> {
  if (entries.length === 0) return new Set();
  const events = entries.map((entry) => (isRefused(entry) ? undefined : entry.event));
  const rows = await db.query<{ record_offset: bigint }>(
    /* sql */ `select mine.record_offset
                 from unnest($3::int8[], $4::text[], $5::text[]) as mine (record_offset, source, event_id)
                where exists (select from quarantine q where (q.topic, q.partition, q.record_offset) = ($1, $2, mine.record_offset))
                   or exists (select from quarantine q where (q.source, q.event_id) = (mine.source, mine.event_id))`,
    [
      ...[topic, partition, entries.map(({ record }) => record.offset)],
      ...[events.map((event) => event?.source ?? null), events.map((event) => event?.id ?? null)],
    ],
  );
  return new Set(rows.map(({ record_offset }) => record_offset));
}

async function findWatermarkBeyondEnd(
  db: Database,
  cluster: ClusterOptions,
  topics: readonly string[],
): Promise<string | undefined> {
  const applied = await readApplied(db);
  for (const { topic, partition, end } of await endOffsets(cluster, topics)) {
    const next = applied.get(`${topic}/${partition}`) ?? 0n;
    if (next > end) return `${topic}/${partition} is applied up to ${next}, and ends at ${end}`;
  }
  return undefined;
}

async function findForgottenMessage(db: Database): Promise<string | undefined> {
  const [row] = await db.query<{
    id: bigint;
    shard: number;
    seconds: number;
  }>(/* sql */ `select id, shard, extract(epoch from clock_timestamp() - created_at)::int4 as seconds from outbox
                where created_at < clock_timestamp() - interval '60 seconds' order by id limit 1`);
  return row && `row ${row.id} of the outbox (shard ${row.shard}) has waited for ${row.seconds} s`;
}
