import { inDrawOrder, lotKey, type Draw, type Lot } from './lot.js';
import type { MemberState } from './member-state.js';
import { stateOf, type Movement, type World } from './world.js';

/** Who moves points, and what the movements of it have in common. */
export type Mover = Pick<Movement, 'account' | 'at' | 'because' | 'programmeVersion' | 'partnerId'>;

/** Takes note of what a fact drew from lots (points below 0) or put into them. */
export function noteLots(
  world: World,
  { account: by, because }: Pick<Mover, 'account' | 'because'>,
  account: string,
  changes: Iterable<Pick<Draw, 'lot' | 'points'>>,
): void {
  const owner = stateOf(world, account);
  for (const { lot, points } of changes)
    if (points !== 0n) world.lotChanges.push({ account, by, because, lot, points, goneAt: goneAt(owner, lot) });
}

/** What was drawn, as changes of lots. */
export function drawn(draws: readonly Draw[]): Pick<Draw, 'lot' | 'points'>[] {
  return draws.map(({ lot, points }) => ({ lot, points: -points }));
}

/** When a lot is gone, by its own date or with all others. */
export function goneAt(state: Pick<MemberState, 'expiresAll'>, lot: Pick<Lot, 'expiresAt'>): number {
  return lot.expiresAt ?? state.expiresAll ?? Infinity;
}

/** Adds points to a lot, which comes into being with them, and has them repay debt if they can be spent. */
export function putIn(state: MemberState, lot: Lot, points: bigint): void {
  const key = lotKey(lot);
  const known = state.lots.get(key);
  put(state, known ? { ...known, points: known.points + points } : withPoints(lot, points));
}

/** The same for a lot that nothing can have given points before. */
export function putInNew(state: MemberState, lot: Lot, points: bigint): void {
  put(state, withPoints(lot, points));
}

/** Written out: there is one with every award. */
function withPoints(lot: Lot, points: bigint): Lot {
  const { rule, thing, earned, availableAt, expiresAt, pending, expired, forgiven } = lot;
  return { rule, thing, earned, availableAt, expiresAt, points, pending, expired, forgiven };
}

function put(state: MemberState, lot: Lot): void {
  state.lots.set(lotKey(lot), lot);
  state.dueAt = Math.min(state.dueAt, lot.pending ? lot.availableAt : Infinity, goneAt(state, lot));
  if (state.debt > 0n) repay(state);
}

/** Debt takes what can be spent. Later credits repay it when they become available. */
export function repay(state: MemberState): void {
  if (state.debt === 0n) return;
  const { draws } = draw(state, state.debt);
  for (const { points } of draws) state.debt -= points;
}

/**
 * Takes available points from a member's lots: soonest to expire first, never-expiring last, then earliest earned.
 *
 * @param points whole points wanted, >= 0
 * @returns `draws` in the order taken, and `missing`, what the lots could not cover
 */
export function draw(state: MemberState, points: bigint): { draws: Draw[]; missing: bigint } {
  const draws: Draw[] = [];
  let missing = points;
  if (missing > 0n) {
    const dated = state.lots.spendable().map((lot) => ({ ...lot, ...datesOf(state, lot) }));
    for (const lot of dated.sort(inDrawOrder)) {
      if (missing === 0n) break;
      const taken = lot.points < missing ? lot.points : missing;
      draws.push({ lot: takeOut(state, lotKey(lot), taken), points: taken });
      missing -= taken;
    }
  }
  return { draws, missing };
}

function datesOf(state: MemberState, lot: Lot): { expiresAt?: number } {
  const at = goneAt(state, lot);
  return at === Infinity ? {} : { expiresAt: at };
}

/** @returns the lot as it was before */
export function takeOut(state: MemberState, key: string, points: bigint): Lot {
  const lot = state.lots.get(key);
  if (!lot || lot.points < points) throw new RangeError(`lot ${key} has fewer than ${points} points`);
  state.lots.set(key, { ...lot, points: lot.points - points });
  return lot;
}

/** Points of a draw go back to their lot; those that have expired meanwhile stay gone. */
export function putBack(state: MemberState, { lot }: Draw, points: bigint, at: number): 'back' | 'gone' {
  const known = state.lots.get(lotKey(lot)) ?? { ...lot, points: 0n, pending: false };
  if (goneAt(state, known) <= at) return 'gone';
  putIn(state, known, points);
  return 'back';
}

/**
 * Takes an award back, all or in part: from its own lot first (what of it has expired counts as given back), then from
 * what expires soonest, then as debt.
 *
 * @returns how much was really taken; what had expired is not in it
 */
export function clawBack(
  world: World,
  state: MemberState,
  mover: Mover,
  rule: string,
  thing: string,
  points: bigint,
): bigint {
  const key = lotKey({ rule, thing });
  const own = state.lots.get(key);
  let rest = points;
  let ofPending = 0n;
  if (own) {
    const taken = own.points < rest ? own.points : rest;
    rest -= taken;
    const pardonable = own.expired - own.forgiven;
    const forgiven = pardonable < rest ? pardonable : rest;
    rest -= forgiven;
    state.lots.set(key, { ...own, points: own.points - taken, forgiven: own.forgiven + forgiven });
    if (own.pending) ofPending = taken;
    points -= forgiven;
    noteLots(world, mover, mover.account, [{ lot: own, points: -taken }]);
  }
  const { draws, missing } = draw(state, rest);
  noteLots(world, mover, mover.account, drawn(draws));
  state.debt += missing;
  state.totals.clawedBack += points;
  const movement = { ...mover, kind: 'award', rule, thing, takenBack: true } as const;
  if (ofPending > 0n) world.movements.push({ ...movement, points: -ofPending, part: 'pending' });
  if (points > ofPending) world.movements.push({ ...movement, points: ofPending - points, part: 'available' });
  return points;
}
