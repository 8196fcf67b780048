import { compareInOrderOfThings, LoyaltyError, type Envelope } from '@perennial/contracts';
import type { Database, Tx } from '@perennial/persistence';

import type { Chunk, ChunkHandler, ChunkResult } from './chunk-handler.js';
import type { Timing } from './delivery-options.js';
import { holdForgetting } from './forget-refused.js';
import { carryOut } from './handler-decisions.js';
import type { WrittenRow } from './handed-over.js';
import { admit, type Admission } from './inbox.js';
import { customersIn } from './named-customers.js';
import { encoded, insertOutbox } from './outbox.js';
import { quarantine, type RefusedRecord } from './quarantine.js';
import { isRefused, type ChunkPlan, type Entry, type EventEntry, type RefusedEntry } from './slice.js';
import { advanceWatermarks } from './watermark.js';

/** A partition's watermark is not where the chunk begins: another owner, or this one before, has moved it. */
export class StaleWatermark extends LoyaltyError {
  readonly code = 'STALE_WATERMARK';
  readonly retryable = false;
}

export interface ChunkDependencies {
  readonly db: Database;
  readonly handler: ChunkHandler;
  readonly service: string;
  readonly source: string;
  readonly topicPrefix: string;
  /** Names this process in the watermark. */
  readonly owner: string;
  readonly clock: () => Date;
  readonly timing: Timing;
}

export interface ChunkOutcome {
  /** Records of the chunk, each in one of the first three. Parked events are applied. */
  readonly applied: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedEntry[];
  /** Events of earlier chunks that had been parked, and turned out to contradict what they waited for. */
  readonly refusedLater: readonly RefusedRecord[];
  readonly messages: number;
  /** Rows the chunk has left in the outbox. */
  readonly written: readonly WrittenRow[];
}

/**
 * One chunk, one transaction: watermarks, inbox, the handler's effects, quarantine and outbox become true together.
 *
 * @param plans at least one; of one topic, each of another partition, and no event that may not be in a chunk with another
 * @throws StaleWatermark when one of the plans has been applied already or its turn is not now
 */
export async function applyChunk(
  plans: readonly [ChunkPlan, ...ChunkPlan[]],
  dependencies: ChunkDependencies,
): Promise<ChunkOutcome> {
  const { db, owner, clock, timing } = dependencies;
  const [{ topic, partition, next: nextOffset }] = plans;
  const entries = plans.flatMap((plan) => plan.entries);
  return db.transaction(async (tx) => {
    const firsts = firstOfEachIdentity(entries.filter((entry): entry is EventEntry => !isRefused(entry)));
    const steps = plans.map((plan) => ({ ...plan, last: plan.entries.at(-1)?.record }));
    const [moved, admissions] = await Promise.all([
      advanceWatermarks(tx, steps, owner),
      admit(tx, topic, [...firsts.values()]),
    ]);
    if (!moved) {
      const from = plans.map((plan) => `${plan.partition}/${plan.from}`).join(', ');
      throw new StaleWatermark(`the watermarks of ${topic} are not at ${from}`);
    }
    const chunk: Chunk = { topic, partition, nextOffset, now: clock() };
    return handleEntries(tx, { plans, entries, chunk, firsts, admissions }, dependencies);
  }, limitedWaiting(timing));
}

/** A stopped process must not keep its locks, and a chunk that waits for too long is better tried again. */
function limitedWaiting(timing: Timing): Record<string, string> {
  return {
    lock_timeout: String(timing.lockTimeoutMs),
    statement_timeout: String(timing.statementTimeoutMs),
    idle_in_transaction_session_timeout: String(timing.idleTransactionTimeoutMs),
    synchronous_commit: 'on',
  };
}

interface Admitted {
  readonly plans: readonly ChunkPlan[];
  readonly entries: readonly Entry[];
  readonly chunk: Chunk;
  /** By their keys, without what has the identity of an earlier one of the chunk. */
  readonly firsts: ReadonlyMap<string, EventEntry>;
  readonly admissions: Map<string, Admission>;
}

async function handleEntries(
  tx: Tx,
  { plans, entries, chunk, firsts, admissions }: Admitted,
  { handler, service, source, topicPrefix }: ChunkDependencies,
): Promise<ChunkOutcome> {
  const fresh = [...firsts.values()]
    .filter((entry) => admissions.get(entry.eventKey) === 'fresh')
    .map((entry) => entry.event)
    .sort(compareInOrderOfThings);
  const appendedAt = appendTimes(firsts.values());
  const result: ChunkResult =
    fresh.length > 0 ? await handler.handle(fresh, tx, { ...chunk, appendedAt }) : { messages: [] };
  const { topic, now } = chunk;
  const refusedLater = await carryOut(tx, result, { topic, now, firsts, admissions });
  const refused = entries.flatMap((entry) => refusalOf(entry, admissions));
  const ofTheChunk = refused.map((entry) => ({ topic, ...entry }));
  const all = await markForgotten(tx, [...ofTheChunk, ...refusedLater], handler);
  const copies = await quarantine(tx, all, now, { service, topicPrefix });
  // Last: the rows' ids order a member's messages, so they are drawn when every lock is held.
  const written = await insertOutbox(tx, oneAfterTheOther(encoded(result.messages, source), copies), plans);
  const applied = [...admissions.values()].filter((admission) => admission === 'fresh').length;
  const duplicates = entries.length - applied - refused.length;
  return { applied, duplicates, refused, refusedLater, messages: result.messages.length, written };
}

function* oneAfterTheOther<Each>(...lists: readonly Iterable<Each>[]): Generator<Each> {
  for (const list of lists) yield* list;
}

/** Whatever a record is refused for: of a customer who was forgotten it must not keep anything. */
async function markForgotten(
  tx: Tx,
  refused: readonly RefusedRecord[],
  handler: ChunkHandler,
): Promise<readonly RefusedRecord[]> {
  if (refused.length === 0) return refused;
  const named = refused.map(({ record }) => customersIn(record));
  await holdForgetting(tx);
  const forgotten = await handler.forgottenAmong([...new Set(named.flatMap((each) => [...each]))], tx);
  return refused.map((one, index) => {
    const isOfForgotten = [...(named[index] ?? [])].some((customerId) => forgotten.has(customerId));
    return isOfForgotten ? { ...one, forgotten: true } : one;
  });
}

function firstOfEachIdentity(events: readonly EventEntry[]): Map<string, EventEntry> {
  const firsts = new Map<string, EventEntry>();
  for (const entry of events) {
    if (!firsts.has(entry.eventKey)) firsts.set(entry.eventKey, entry);
  }
  return firsts;
}

/** Few handlers ask: nothing is looked up before one does. */
function appendTimes(entries: Iterable<EventEntry>): (event: Envelope) => Date | undefined {
  let times: ReadonlyMap<Envelope, string> | undefined;
  return (event) => {
    times ??= new Map([...entries].map((entry) => [entry.event, entry.record.timestamp]));
    const time = times.get(event);
    return time === undefined ? undefined : new Date(Number(time));
  };
}

function refusalOf(entry: Entry, admissions: ReadonlyMap<string, Admission>): RefusedEntry[] {
  if (isRefused(entry)) return [entry];
  const admission = admissions.get(entry.eventKey);
  const { partition, record } = entry;
  return typeof admission === 'object' ? [{ partition, record, refusal: admission }] : [];
}
