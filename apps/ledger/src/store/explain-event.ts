import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { explain, type Asked } from '../domain/explain/explain.js';
import type { CausedTransfer, ChangedSince, Explanation, RelatedTransfer } from '../domain/explain/explanation.js';
import { asked, changedSince, type Known } from '../domain/explain/steps.js';
import { listVersionsKnown } from '../programme/queries/list-versions-known.js';
import { signedPoints } from './signed-points.js';
import { findBooking } from './queries/find-booking.js';
import { findKeptEvent } from './queries/find-kept-event.js';
import { listCausedTransfers, type CausedRow } from './queries/list-caused-transfers.js';
import { listRelatedTransfers, type RelatedRow } from './queries/list-related-transfers.js';
import type { StatementRow } from './queries/list-statement.js';
import { readFacts, readPast } from './read-world.js';

/** Which event, and when it is asked. */
export interface Question {
  readonly source: string;
  readonly id: string;
  readonly now: Date;
}

export interface EventExplained extends Explanation {
  readonly transfers: readonly StatementRow[];
}

/**
 * What an event did for a member, as all facts known now make it; undefined when it has nothing to do with them. To be
 * asked in one snapshot.
 */
export async function explainEvent(
  tx: Tx,
  programmes: ProgrammeHistory,
  account: string,
  question: Question,
): Promise<EventExplained | undefined> {
  const read = await readAsked(tx, programmes, account, question);
  const explanation = read && explain(read.asked);
  return explanation && { ...explanation, transfers: read.transfers };
}

/** The same, with what became of it since. */
export async function explainWithChanges(
  tx: Tx,
  programmes: ProgrammeHistory,
  account: string,
  question: Question,
): Promise<(EventExplained & ChangedSince) | undefined> {
  const read = await readAsked(tx, programmes, account, question);
  const explanation = read && explain(read.asked);
  if (!explanation) return undefined;
  const changed = await changedSince(read.asked, explanation.rules, question.now.getTime(), {
    related: async (accounts, things) => (await listRelatedTransfers(tx, accounts, things, question)).map(relatedOf),
    known: (when) => readKnown(tx, read, when),
  });
  return { ...explanation, ...changed, transfers: read.transfers };
}

interface Read {
  readonly asked: Asked;
  readonly pool: readonly string[];
  /** Who may have the event as a fact of theirs, where the member has not. */
  readonly others: readonly string[];
  readonly transfers: readonly StatementRow[];
}

async function readAsked(
  tx: Tx,
  programmes: ProgrammeHistory,
  account: string,
  { source, id, now }: Question,
): Promise<Read | undefined> {
  const { facts, referrals, pool } = await readFacts(tx, account);
  const keptAt = await findKeptEvent(tx, account, { source, id });
  const transfers = await listCausedTransfers(tx, account, { source, id });
  const isSame = (each: { source: string; id: string }) => each.source === source && each.id === id;
  const at =
    keptAt?.getTime() ?? facts.find(isSame)?.at ?? referrals.find(isSame)?.at ?? transfers[0]?.occurred_at.getTime();
  if (at === undefined) return undefined;
  const event = { at, source, id };
  const caused = transfers.map(causedOf);
  return {
    asked: asked({
      ...{ programmes, account, facts, referrals, event, isOwn: keptAt !== undefined },
      ...{ transfers: caused, now: now.getTime() },
    }),
    pool,
    others: [...pool, ...referrals.flatMap(({ referee, referrer }) => [referee, referrer])],
    transfers,
  };
}

function causedOf(row: CausedRow): CausedTransfer {
  const { rule, thing, kind, booking_id: bookingId } = row;
  return { rule, thing, kind, points: signedPoints(row), bookingId, bookedAt: row.booked_at.getTime() };
}

function relatedOf(row: RelatedRow): RelatedTransfer {
  const cause = { source: row.cause_source, id: row.cause_id };
  return { ...causedOf(row), account: row.account, cause, occurredAt: row.occurred_at.getTime() };
}

/** The pool as it was known when an event was booked, or just before; undefined for one from before bookings had numbers. */
async function readKnown(
  tx: Tx,
  { asked: { programmes, account, event }, pool, others }: Read,
  when: 'before' | 'with',
): Promise<Known | undefined> {
  const booked = await findBooking(tx, [account, ...others], event);
  if (booked === undefined) return undefined;
  const booking = when === 'with' ? booked : booked - 1n;
  const versions = await listVersionsKnown(tx, booking);
  return {
    programmes: { versions: programmes.versions.filter(({ programme }) => versions.has(programme.version)) },
    past: { ...(await readPast(tx, pool, { booking })), pool: new Set(pool) },
  };
}
