import { classify, type Database } from '@perennial/persistence';

import type { Mismatch } from '../domain/mismatch.js';
import type { ProgrammeStore } from '../programme/programme.store.js';
import { findParts, type Part } from '../store/queries/find-parts.js';
import { listAccounts } from '../store/queries/list-accounts.js';
import { compareMembers } from './compare-members.js';
import { beginWalk } from './queries/begin-walk.js';
import { findWalks, type Walk } from './queries/find-walks.js';
import { keepLeftOut } from './queries/keep-left-out.js';
import { keepMismatches } from './queries/keep-mismatches.js';
import { moveWalk } from './queries/move-walk.js';

const PAGE = 25;
/**
 * Of members who hang together by wallets and referrals. All of their facts are in memory at once, and one moment of the database is
 * held while they are folded: these take some tenths of a second.
 */
const LIMITS = { accounts: 500, facts: 10_000 };
/** Everybody is compared once in this time, or in as much more as it takes. */
const WALK_EVERY_MS = 24 * 60 * 60 * 1_000;

export interface Reconciled {
  readonly compared: number;
  /** Members who hang together with too many. */
  readonly leftOut: number;
  /** What was not known before. */
  readonly found: readonly Mismatch[];
}

/**
 * Compares the next few members of the walk with their facts. Members are taken in the order of their accounts, so whoever
 * was compared the longest ago is next, and keeps what was found. Who hangs together is compared together, when the walk
 * comes to the first of them. It locks no member and changes nothing of one.
 *
 * @param asOf by the service's clock
 * @returns undefined: nobody is to be compared now
 */
export async function reconcileNext(
  db: Database,
  { programmes, asOf }: { readonly programmes: ProgrammeStore; readonly asOf: Date },
): Promise<Reconciled | undefined> {
  const walk = await walkToGoOn(db, asOf);
  if (!walk) return undefined;
  const accounts = await listAccounts(db, { after: walk.position, limit: PAGE });
  const parts = withinLimit(await findParts(db, accounts, LIMITS));
  const leftOut = parts.filter(isTooLarge).map(({ account }) => account);
  const compared = parts.filter(isDue).flatMap((part) => part.accounts);
  const mismatches = await compareAll(db, programmes, compared);
  const isLast = accounts.length < PAGE && parts.length === accounts.length;
  const step = {
    position: parts.at(-1)?.account,
    compared: parts.length - leftOut.length,
    leftOut: leftOut.length,
    endedAt: isLast ? asOf : undefined,
  };
  const found = await db.transaction(async (tx) => {
    if (!(await moveWalk(tx, walk, step))) return [];
    const reached = parts.map(({ account }) => account);
    await keepLeftOut(tx, { reached, leftOut, at: asOf });
    return keepMismatches(tx, compared, mismatches, asOf);
  });
  return { compared: step.compared, leftOut: step.leftOut, found };
}

function isTooLarge({ accounts, facts }: Part): boolean {
  return accounts.length > LIMITS.accounts || facts > LIMITS.facts;
}

/** The others were compared, when the walk came to the first of those they hang together with. */
function isDue(part: Part): boolean {
  return !isTooLarge(part) && part.accounts[0] === part.account;
}

/** As many as may be compared before somebody looks whether anything else waits; one at least. */
function withinLimit(parts: readonly Part[]): Part[] {
  let facts = 0;
  const beyond = parts.findIndex((part, index) => {
    if (isDue(part)) facts += part.facts;
    return index > 0 && facts > LIMITS.facts;
  });
  return beyond < 0 ? [...parts] : parts.slice(0, beyond);
}

/** The walk that goes on; a new one when the last one began long enough ago. */
async function walkToGoOn(db: Database, asOf: Date): Promise<Walk | undefined> {
  const [last] = await findWalks(db, 1);
  if (last && !last.endedAt) return last;
  if (last && last.beganAt.getTime() + WALK_EVERY_MS > asOf.getTime()) return undefined;
  // A new installation has nobody: its first walk is for those who come.
  if ((await listAccounts(db, { after: undefined, limit: 1 })).length === 0) return undefined;
  await beginWalk(db, (last?.number ?? 0n) + 1n, asOf);
  const [begun] = await findWalks(db, 1);
  return begun;
}

/**
 * All of one moment, so that what is written meanwhile is in both sides or in none. A member whose rows nobody can read any more must
 * not end the walk: halves are tried, until that one stands alone.
 */
async function compareAll(db: Database, store: ProgrammeStore, accounts: readonly string[]): Promise<Mismatch[]> {
  try {
    return await db.snapshot(async (tx) => {
      return compareMembers(tx, await store.read(tx), accounts);
    });
  } catch (error) {
    if (classify(error) === 'infrastructure') throw error;
    const [account] = accounts;
    if (account === undefined) return [];
    if (accounts.length === 1) return [unreadable(account, error)];
    const half = Math.ceil(accounts.length / 2);
    const first = await compareAll(db, store, accounts.slice(0, half));
    return [...first, ...(await compareAll(db, store, accounts.slice(half)))];
  }
}

/** The message may quote what cannot be read, and the row is kept for ever. */
function unreadable(account: string, error: unknown): Mismatch {
  const why = error instanceof Error ? error.name : typeof error;
  return { account, part: 'everything', stored: `what cannot be read (${why})`, expected: 'a wallet' };
}
