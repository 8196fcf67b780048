import type { Database, Tx } from '@perennial/persistence';
import { programmeAt, type ProgrammeHistory } from '@perennial/programme';

import { connectedWith, foldAsOf } from '../domain/fold/as-of.js';
import { balanceOf, copyState, newMember, type MemberState } from '../domain/member-state.js';
import { passTime } from '../domain/passage.js';
import { movementKey } from '../domain/posting/differences.js';
import type { Member, Posted } from '../domain/posting/transfer.js';
import { newWorld, type Movement, type World } from '../domain/world.js';
import { findPool } from '../store/queries/find-pool.js';
import { listAccounts } from '../store/queries/list-accounts.js';
import { loadMembers } from '../store/queries/load-members.js';
import { loadPosted } from '../store/queries/load-posted.js';
import { readPast } from '../store/read-world.js';

const PAGE = 200;

/**
 * Folds everybody's facts from the first one on and compares with what is stored, and with what was posted for each thing:
 * nothing twice, nothing forgotten.
 *
 * @returns the first member with a difference, in words
 */
export async function findMisfolded(db: Database, programmes: ProgrammeHistory): Promise<string | undefined> {
  let after: string | undefined;
  for (;;) {
    const accounts = await listAccounts(db, { after, limit: PAGE });
    after = accounts.at(-1);
    if (after === undefined) return undefined;
    const found = await db.transaction(async (tx) => {
      await tx.query('set transaction isolation level repeatable read, read only');
      return misfoldedAmong(tx, programmes, accounts);
    });
    if (found !== undefined) return found;
  }
}

async function misfoldedAmong(
  tx: Tx,
  programmes: ProgrammeHistory,
  accounts: readonly string[],
): Promise<string | undefined> {
  const fresh = newMember(programmeAt(programmes, 0));
  const members = await loadMembers(tx, await findPool(tx, accounts), programmes);
  const past = await readPast(tx, [...members.keys()]);
  const posted = await loadPosted(tx, accounts);
  for (const pool of poolsOf(members)) {
    // Time passes for coupled wallets together.
    const states = pool.map((account) => [account, copyState(members.get(account)?.state ?? fresh)] as const);
    const whole = { pool: new Set(pool), ...past };
    // An order of a friend may be cancelled later than anything of the member's own: what is stored knows of it.
    const told = connectedWith(whole).accounts.flatMap((account) => past.facts.get(account) ?? []);
    const toldTo = told.reduce((latest, { at }) => Math.max(latest, at), 0);
    const asOf = Math.max(
      toldTo,
      ...states.map(([, { passedTo, knownTo, last }]) => Math.max(passedTo, knownTo, last?.at ?? 0)),
    );
    const stored = newWorld(programmes, states);
    passTime(stored, asOf);
    const folded = foldAsOf(programmes, whole, asOf);
    for (const account of pool.filter((each) => posted.has(each))) {
      const stateIn = (world: World) => world.members.get(account) ?? fresh;
      const difference =
        differenceOf([stateIn(stored), stateIn(folded)]) ??
        postedDifference(account, folded, posted.get(account) ?? []);
      if (difference !== undefined) return `account ${account}: ${difference}`;
    }
  }
  return undefined;
}

/** Members whose wallets hang together, over any number of steps. */
function poolsOf(members: ReadonlyMap<string, Member>): string[][] {
  const placed = new Set<string>();
  const pools: string[][] = [];
  for (const account of members.keys()) {
    if (placed.has(account)) continue;
    const pool = new Set([account]);
    for (const each of pool) for (const other of members.get(each)?.linked ?? []) pool.add(other);
    for (const each of pool) placed.add(each);
    pools.push([...pool]);
  }
  return pools;
}

function differenceOf([stored, folded]: readonly [MemberState, MemberState]): string | undefined {
  const [is, should] = [inWords(stored), inWords(folded)];
  const part = Object.keys(should).find((name) => is[name] !== should[name]);
  return part && `${part} is stored as ${is[part]}; its facts come to ${should[part]}`;
}

/** All that a difference would show in. */
function inWords(state: MemberState): Record<string, string> {
  const json = (value: unknown) =>
    JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
  const lots = [...state.lots.values()]
    .filter(({ points }) => points > 0n)
    .map(({ rule, thing, points, pending, availableAt, expiresAt }) =>
      json([rule, thing, points, pending, availableAt, expiresAt ?? null]),
    );
  return {
    balance: json(balanceOf(state)),
    totals: json(Object.entries(state.totals).toSorted()),
    tier: state.tier.held,
    lots: lots.toSorted().join(' '),
    'expiry of all points': json(state.expiresAll ?? null),
    reservations: json(
      [...state.reservations.values()].map(({ reservationId, until }) => [reservationId, until]).toSorted(),
    ),
  };
}

/** What the movements of awards come to, by thing, against what was posted for it. What only time does is posted when it is due. */
function postedDifference(account: string, folded: World, posted: readonly Posted[]): string | undefined {
  const isAward = ({ kind }: Pick<Movement, 'kind'>) => kind === 'award';
  const sums = new Map<string, bigint>();
  for (const movement of folded.movements.filter((each) => each.account === account && isAward(each)))
    sums.set(movementKey(movement), (sums.get(movementKey(movement)) ?? 0n) + movement.points);
  const booked = new Map(posted.filter(isAward).map((each) => [movementKey(each), each.points]));
  for (const key of new Set([...sums.keys(), ...booked.keys()])) {
    const [should, is] = [sums.get(key) ?? 0n, booked.get(key) ?? 0n];
    if (should !== is)
      return `${key.trim().replaceAll('\n', ' of ')} was booked with ${is} points; its facts earn ${should}`;
  }
  return undefined;
}
