import { LoyaltyError, purchaseCancelled, purchaseCompleted } from '@perennial/contracts';
import { plainColumn, type Tx } from '@perennial/persistence';

import type { EventEntry, Refusal } from './slice.js';

/** What becomes of an event: handled, known already and without effect, or refused. */
export type Admission = 'fresh' | 'duplicate' | Refusal;

/** A rival held the key when we inserted and was gone when we looked: the chunk's next try finds the truth. */
export class InboxRaced extends LoyaltyError {
  readonly code = 'INBOX_RACED';
  readonly retryable = true;
}

// Sorted, so that two transactions with the same events wait for each other instead of deadlocking. `do nothing` waits
// for a transaction that holds the same key, then sees its row.
const INSERT = /* sql */ `
  insert into inbox (event_key, business_key, payload_digest, data_digest, bucket, topic, partition, record_offset)
  select event_key, business_key, payload_digest, data_digest, bucket, $8, partition, record_offset
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int2[], $6::int4[], $7::int8[])
      as e (event_key, business_key, payload_digest, data_digest, bucket, partition, record_offset)
   order by event_key
  on conflict do nothing
  returning event_key`;

const RIVALS = /* sql */ `
  select mine.event_key,
         same_id.payload_digest as id_digest,
         same_id.topic as id_topic, same_id.partition as id_partition, same_id.record_offset as id_offset,
         same_fact.event_key as fact_key, same_fact.data_digest as fact_digest,
         same_fact.topic as fact_topic, same_fact.partition as fact_partition, same_fact.record_offset as fact_offset
    from unnest($1::uuid[], $2::uuid[]) as mine (event_key, business_key)
    left join inbox same_id on same_id.event_key = mine.event_key
    left join inbox same_fact on same_fact.business_key = mine.business_key`;

// The identity of a repeat is not taken: a corrected event may come with it.
const INSERT_REPEATS = /* sql */ `
  insert into repeat (event_key, same_as, bucket)
  select * from unnest($1::uuid[], $2::uuid[], $3::int2[]) as e (event_key, same_as, bucket) order by event_key
  on conflict (event_key) do update set same_as = excluded.same_as, bucket = excluded.bucket`;

interface RivalRow {
  readonly event_key: string;
  readonly id_digest: string | null;
  readonly id_topic: string;
  readonly id_partition: number;
  readonly id_offset: bigint;
  readonly fact_key: string | null;
  readonly fact_digest: string | null;
  readonly fact_topic: string;
  readonly fact_partition: number;
  readonly fact_offset: bigint;
}

/**
 * Takes the identities and business keys of the events, as far as nobody has them.
 *
 * @param topic of all of them
 * @param entries no two of them with one identity or one business key
 * @returns an admission per event key
 */
export async function admit(tx: Tx, topic: string, entries: readonly EventEntry[]): Promise<Map<string, Admission>> {
  const admissions = new Map<string, Admission>();
  if (entries.length === 0) return admissions;
  const inserted = await tx.query<{ event_key: string }>(
    INSERT,
    [
      plainColumn(entries, (entry) => entry.eventKey),
      plainColumn(entries, (entry) => entry.businessKey),
      plainColumn(entries, (entry) => entry.payloadDigest),
      plainColumn(entries, (entry) => entry.dataDigest),
      plainColumn(entries, (entry) => entry.bucket),
      plainColumn(entries, (entry) => entry.partition),
      plainColumn(entries, (entry) => entry.record.offset),
      topic,
    ],
    'insert-inbox',
  );
  for (const { event_key } of inserted) admissions.set(event_key, 'fresh');
  const others = new Map(entries.filter((e) => !admissions.has(e.eventKey)).map((e) => [e.eventKey, e]));
  if (others.size === 0) return admissions;
  const rivals = await tx.query<RivalRow>(
    RIVALS,
    [[...others.keys()], [...others.values()].map((entry) => entry.businessKey ?? null)],
    'inbox-rivals',
  );
  for (const rival of rivals) {
    const entry = others.get(rival.event_key);
    if (entry) admissions.set(rival.event_key, judge(entry, rival));
  }
  await keepRepeats(
    tx,
    rivals.flatMap(({ event_key: eventKey, id_digest, fact_key: sameAs }) => {
      const entry = others.get(eventKey);
      if (!entry || sameAs === null || id_digest !== null || admissions.get(eventKey) !== 'duplicate') return [];
      return { eventKey, sameAs, bucket: entry.bucket };
    }),
  );
  return admissions;
}

interface Repeat {
  readonly eventKey: string;
  readonly sameAs: string;
  readonly bucket: number;
}

/** What has another id than the one whose data it has: of others the inbox knows. */
async function keepRepeats(tx: Tx, repeats: readonly Repeat[]): Promise<void> {
  if (repeats.length === 0) return;
  const columns = [
    repeats.map(({ eventKey }) => eventKey),
    repeats.map(({ sameAs }) => sameAs),
    repeats.map(({ bucket }) => bucket),
  ];
  await tx.query(INSERT_REPEATS, columns, 'insert-repeats');
}

function judge(entry: EventEntry, rival: RivalRow): Admission {
  const { event } = entry;
  if (rival.id_digest !== null) {
    if (rival.id_digest === entry.payloadDigest) return 'duplicate';
    return {
      reason: 'ID_REUSED',
      detail:
        `source and id were accepted before with other content (digest ${rival.id_digest}, ` +
        `${rival.id_topic}/${rival.id_partition}/${rival.id_offset}); this one has digest ${entry.payloadDigest}; a changed event needs an id of its own`,
      id: event.id,
      source: event.source,
    };
  }
  if (rival.fact_digest === null) {
    throw new InboxRaced(`event ${event.id} of ${event.source} met a rival that is gone again`);
  }
  if (rival.fact_digest === entry.dataDigest) return 'duplicate';
  return {
    reason: isAboutAnOrder(event.type) ? 'DUPLICATE_ORDER' : 'ID_REUSED',
    detail:
      `its business key was accepted before with other data (digest ${rival.fact_digest}, ` +
      `${rival.fact_topic}/${rival.fact_partition}/${rival.fact_offset}); this one has digest ${entry.dataDigest}`,
    id: event.id,
    source: event.source,
  };
}

/** The order is what these are known by. */
function isAboutAnOrder(type: string): boolean {
  return type === purchaseCompleted.type || type === purchaseCancelled.type;
}

/** Gives back what refused events took: only accepted ones hold an identity. */
export async function release(tx: Tx, eventKeys: readonly string[]): Promise<void> {
  if (eventKeys.length === 0) return;
  await tx.query('delete from inbox where event_key = any($1::uuid[])', [eventKeys], 'release-inbox');
}
