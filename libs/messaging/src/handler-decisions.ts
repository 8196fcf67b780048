import { identityOf, LoyaltyError, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { ChunkResult, Rejection } from './chunk-handler.js';
import { release, type Admission } from './inbox.js';
import { park, unpark, unparkRecords } from './parked-events.js';
import type { RefusedRecord } from './quarantine.js';
import type { EventEntry, Refusal } from './slice.js';

/** The handler refused an event it was not given. A mistake in the handler. */
export class UnknownRejection extends LoyaltyError {
  readonly code = 'UNKNOWN_REJECTION';
  readonly retryable = false;
}

/** The handler parked an event it was not given or also refused, or released one that does not wait. A mistake in the handler. */
export class InvalidParking extends LoyaltyError {
  readonly code = 'INVALID_PARKING';
  readonly retryable = false;
}

/** What the handler was given of a chunk. */
export interface Given {
  readonly topic: string;
  readonly now: Date;
  /** The first record of each identity in the chunk, by event key. */
  readonly firsts: ReadonlyMap<string, EventEntry>;
  /** What became of each of them. Those that the handler refuses are turned into refusals here. */
  readonly admissions: Map<string, Admission>;
}

/**
 * Makes true what the handler decided on events: identities of refused ones are free again, parked ones wait, released
 * ones do no longer.
 *
 * @returns records of events that had been parked and are refused now; those of the chunk show in the admissions
 * @throws UnknownRejection, InvalidParking
 */
export async function carryOut(
  tx: Tx,
  { rejected = [], parked = [], released = [] }: ChunkResult,
  given: Given,
): Promise<RefusedRecord[]> {
  const refusedLater = await takeBack(tx, rejected, given.admissions);
  await endWaiting(
    tx,
    released.map(({ event }) => event).filter((event) => !refusedLater.has(identityOf(event))),
  );
  const waiting = new Map(parked.map(({ event, waitsFor }) => [identityOf(event), { event, waitsFor }]));
  if (waiting.size < parked.length) throw new InvalidParking('the handler parked an event twice');
  await park(
    tx,
    [...waiting].map(([key, { event, waitsFor }]) => ({ entry: acceptedEntry(key, event, given), waitsFor })),
    given,
  );
  return [...refusedLater.values()];
}

/** The handler's refusals become those of the runtime. @returns the records of those that had been parked, by event key */
async function takeBack(
  tx: Tx,
  rejected: readonly Rejection[],
  admissions: Map<string, Admission>,
): Promise<Map<string, RefusedRecord>> {
  const ofTheChunk: string[] = [];
  const others = new Map<string, Refusal>();
  for (const { event, reason, detail } of rejected) {
    const key = identityOf(event);
    const refusal: Refusal = { reason, detail, id: event.id, source: event.source };
    if (admissions.get(key) === 'fresh') {
      admissions.set(key, refusal);
      ofTheChunk.push(key);
    } else if (others.has(key)) throw notGiven(refusal);
    else others.set(key, refusal);
  }
  const records = await unparkRecords(tx, [...others.keys()]);
  const refusedLater = new Map<string, RefusedRecord>();
  for (const [key, refusal] of others) {
    const record = records.get(key);
    if (!record) throw notGiven(refusal);
    refusedLater.set(key, { ...record, refusal });
  }
  await release(tx, [...ofTheChunk, ...others.keys()]);
  return refusedLater;
}

async function endWaiting(tx: Tx, events: readonly Envelope[]): Promise<void> {
  const ended = await unpark(tx, events.map(identityOf));
  for (const event of events) {
    // Also one that was released twice: it is gone from the set by then.
    if (!ended.delete(identityOf(event))) {
      throw new InvalidParking(`the handler released event ${event.id} of ${event.source}, which does not wait`);
    }
  }
}

function acceptedEntry(key: string, { id, source }: Envelope, { firsts, admissions }: Given): EventEntry {
  const entry = firsts.get(key);
  if (entry && admissions.get(key) === 'fresh') return entry;
  throw new InvalidParking(
    `the handler parked event ${id} of ${source}, which was not among those it was given or was refused by it as well`,
  );
}

function notGiven({ id, source }: Pick<Refusal, 'id' | 'source'>): UnknownRejection {
  return new UnknownRejection(
    `the handler rejected event ${id} of ${source}, which was not among those it was given or was rejected twice`,
  );
}
