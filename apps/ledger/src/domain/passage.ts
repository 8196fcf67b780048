import { inactiveFrom } from './calendar.js';
import type { Thing } from './fact.js';
import { lotKey, type Lot } from './lot.js';
import { withoutOne, type MemberState, type Reservation } from './member-state.js';
import { nextDue } from './due.js';
import { judgeTier, nextTierInstant } from './tier.js';
import { goneAt, noteLots, putBack, putIn, repay } from './wallet.js';
import { freshLot, keepsItsDate, programmeOf, stateOf, type Movement, type World } from './world.js';

/**
 * Lets time pass for everybody: whatever is due up to and including `to` happens, in order of its instants. Points become
 * available and expire, reservations lapse, tiers are lost. Doing it in one go or in many makes no difference.
 */
export function passTime(world: World, to: number): void {
  for (let due = nextDue(world, to); due; due = nextDue(world, to)) {
    const { account, state, at } = due;
    activate(world, account, state, at);
    lapse(world, account, state, at);
    expire(world, account, state, at);
    judge(world, account, state, at);
    state.passedTo = at;
  }
}

function activate(world: World, account: string, state: MemberState, at: number): void {
  const due = [...state.lots.availableBy(at)].filter((lot) => lot.pending && lot.availableAt <= at);
  const programmeVersion = programmeOf(world, at).version;
  for (const lot of due)
    makeAvailable(world, account, lot, { at, because: lot.earned, programmeVersion, byTime: true });
  if (due.length > 0) repay(state);
}

/** Points of a pending lot can be spent from now on, on its own date or before it. Debt is for the caller to repay. */
export function makeAvailable(
  world: World,
  account: string,
  lot: Lot,
  by: Pick<Movement, 'at' | 'because' | 'byTime' | 'programmeVersion'>,
): void {
  const availableAt = Math.min(lot.availableAt, by.at);
  stateOf(world, account).lots.set(lotKey(lot), { ...lot, availableAt, pending: false });
  if (lot.points === 0n) return;
  const thing = `${lot.rule}/${lot.thing}`;
  const movement = { ...by, account, kind: 'activation', rule: 'activation', thing } as const;
  world.movements.push({ ...movement, points: lot.points, part: 'available' });
}

/** Reservations that were neither committed nor released in time: their points go back. */
function lapse(world: World, account: string, state: MemberState, at: number): void {
  for (const { until, reservationId, made } of [...state.reservations.values()]) {
    if (until <= at) release(world, account, reservationId, at, { because: made, byTime: true });
  }
}

/** Ends a reservation: points return to their lots, and are gone if these have expired. */
export function release(
  world: World,
  account: string,
  reservationId: string,
  at: number,
  by: Pick<Movement, 'because' | 'byTime'>,
): void {
  const state = stateOf(world, account);
  const reservation = state.reservations.get(reservationId);
  if (!reservation) return;
  endReservation(world, account, reservation);
  const programme = programmeOf(world, at);
  const about = { at, ...by, programmeVersion: programme.version } as const;
  const thing = `reservation:${reservationId}`;
  let back = 0n;
  for (const { account: owner, draw, points } of [...reservation.parts].reverse()) {
    if (!draw) {
      const earned = { ...reservation.made, at };
      forgiveOrCredit(state, freshLot(programme, { rule: 'reservation', thing, earned }, at), points);
      back += points;
      continue;
    }
    moveBetween(world, about, thing, { from: account, to: owner, points });
    const ofOwner = stateOf(world, owner);
    if (putBack(ofOwner, draw, points, at) === 'back') {
      // What time does is no fact's doing.
      if (!by.byTime) noteLots(world, { because: by.because, account }, owner, [{ lot: draw.lot, points }]);
      if (owner === account) back += points;
      continue;
    }
    const known = ofOwner.lots.get(lotKey(draw.lot)) ?? { ...draw.lot, points: 0n };
    ofOwner.lots.set(lotKey(draw.lot), { ...known, expired: known.expired + points });
    ofOwner.totals.expired += points;
    const lotName = `${draw.lot.rule}/${draw.lot.thing}`;
    const part = owner === account ? 'reserved' : 'available';
    world.movements.push({
      ...about,
      account: owner,
      kind: 'expiry',
      rule: 'expiry',
      thing: lotName,
      points: -points,
      part,
    });
  }
  if (back === 0n) return;
  world.movements.push({
    ...about,
    account,
    kind: 'release',
    rule: 'reservation',
    thing,
    points: back,
    part: 'available',
  });
}

/** It holds nothing any more. */
export function endReservation(world: World, account: string, { reservationId, parts }: Reservation): void {
  const holder = stateOf(world, account);
  holder.reservations = withoutOne(holder.reservations, reservationId);
  for (const { account: owner } of parts) {
    if (owner === account) continue;
    const state = stateOf(world, owner);
    state.lent = withoutOne(state.lent, reservationId);
  }
}

/** Points of another's wallet that one member draws, or gives back: a transfer between the two. */
export function moveBetween(
  world: World,
  by: Pick<Movement, 'at' | 'because' | 'byTime' | 'programmeVersion'>,
  thing: Thing,
  { from, to, points }: { readonly from: string; readonly to: string; readonly points: bigint },
): void {
  if (from === to || points === 0n) return;
  touch(world, from, by.at);
  touch(world, to, by.at);
  stateOf(world, from).totals.transferred -= points;
  stateOf(world, to).totals.transferred += points;
  const movement = { ...by, kind: 'transfer', rule: 'transfer', thing, part: 'available' } as const;
  world.movements.push({ ...movement, account: from, points: -points });
  world.movements.push({ ...movement, account: to, points });
}

/** Something that was not the member's own changed the wallet: what is told later of its past is late. */
export function touch(world: World, account: string, at: number): void {
  const state = stateOf(world, account);
  state.touchedTo = Math.max(state.touchedTo ?? at, at);
}

/** Points that nobody had were owed: they are owed no longer, and what has been repaid of that since comes back in `lot`. */
export function forgiveOrCredit(state: MemberState, lot: Lot, points: bigint): void {
  const owed = points < state.debt ? points : state.debt;
  state.debt -= owed;
  if (points > owed) putIn(state, lot, points - owed);
}

function expire(world: World, account: string, state: MemberState, at: number): void {
  const swept = state.expiresAll !== undefined && state.expiresAll <= at;
  const programmeVersion = programmeOf(world, at).version;
  for (const lot of [...(swept ? state.lots.values() : state.lots.goneBy(at))]) {
    if (goneAt(state, lot) > at || lot.points === 0n) continue;
    state.lots.set(lotKey(lot), { ...lot, points: 0n, pending: false, expired: lot.expired + lot.points });
    state.totals.expired += lot.points;
    const about = { account, at, because: lot.earned, programmeVersion, byTime: true } as const;
    const part = lot.pending ? 'pending' : 'available';
    const thing = `${lot.rule}/${lot.thing}`;
    world.movements.push({ ...about, kind: 'expiry', rule: 'expiry', thing, points: -lot.points, part });
  }
  if (!swept) return;
  // What comes back to one of these lots later is gone, whatever keeps later points alive.
  for (const [key, lot] of state.lots) if (lot.expiresAt === undefined) state.lots.set(key, { ...lot, expiresAt: at });
  state.expiresAll = undefined;
}

/** Brings the tier up to date: to be called at every instant something may have changed it. */
export function judge(world: World, account: string, state: MemberState, at: number): void {
  const { tiers, version } = programmeOf(world, at);
  if (!tiers) return;
  const change = judgeTier(tiers, state.tier, at);
  if (change) world.tierChanges.push({ ...change, account, programmeVersion: version });
  state.dueAt = Math.min(state.dueAt, nextTierInstant(tiers, state.tier, at) ?? Infinity);
}

/** Earning or redeeming at least one point keeps all points alive, where inactivity decides; not those with a date of their rule. */
export function beActive(world: World, state: MemberState, at: number): void {
  const { expiry, timeZone } = programmeOf(world, at);
  if (expiry.kind !== 'inactivity') return;
  state.expiresAll = inactiveFrom(at, expiry.months, timeZone);
  state.dueAt = Math.min(state.dueAt, state.expiresAll);
  // Dates of their own, of points that were not earned here, end with the first activity; none becomes an earlier one by it.
  for (const [key, lot] of state.lots.dated(at)) {
    if (lot.expiresAt === undefined || lot.expiresAt > state.expiresAll) continue;
    if (keepsItsDate(world, lot)) continue;
    const { expiresAt: _brought, ...rest } = lot;
    state.lots.set(key, rest);
  }
}
