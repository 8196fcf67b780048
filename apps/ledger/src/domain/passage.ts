import { inactiveFrom } from './calendar.js';
import { lotKey } from './lot.js';
import type { MemberState } from './member-state.js';
import { judgeTier, nextTierInstant } from './tier.js';
import { goneAt, putBack, putIn, repay } from './wallet.js';
import { freshLot, programmeOf, type Movement, type World } from './world.js';

/**
 * Lets time pass for a member: whatever is due up to and including `to` happens, in order of its instants. Points become
 * available and expire, reservations lapse, tiers are lost. Doing it in one go or in many makes no difference.
 */
export function passTime(world: World, account: string, state: MemberState, to: number): void {
  while (state.dueAt <= to) {
    const at = nextInstant(world, state);
    state.dueAt = at;
    if (at > to) return;
    activate(world, account, state, at);
    lapse(world, account, state, at);
    expire(world, account, state, at);
    judge(world, account, state, at);
    state.passedTo = at;
  }
}

/** The first instant after what has passed at which something is due; Infinity: none. */
export function nextInstant(world: World, state: MemberState): number {
  let next = Infinity;
  const consider = (at: number | undefined) => {
    if (at !== undefined && at < next && at > state.passedTo) next = at;
  };
  for (const lot of state.lots.values()) {
    if (lot.points === 0n) continue;
    if (lot.pending) consider(lot.availableAt);
    consider(goneAt(state, lot));
  }
  for (const { until } of state.reservations.values()) consider(until);
  const { tiers } = programmeOf(world, Math.max(state.passedTo, state.last?.at ?? 0));
  if (tiers) consider(nextTierInstant(tiers, state.tier, state.passedTo));
  // A new version may have other tiers.
  if (state.last) for (const { effectiveFrom } of world.programmes.versions) consider(effectiveFrom);
  return next;
}

function activate(world: World, account: string, state: MemberState, at: number): void {
  const due = [...state.lots.values()].filter((lot) => lot.pending && lot.availableAt <= at);
  const programmeVersion = programmeOf(world, at).version;
  for (const lot of due) {
    state.lots.set(lotKey(lot), { ...lot, pending: false });
    if (lot.points === 0n) continue;
    const about = { account, at, because: lot.earned, programmeVersion, byTime: true } as const;
    const thing = `${lot.rule}/${lot.thing}`;
    world.movements.push({
      ...about,
      kind: 'activation',
      rule: 'activation',
      thing,
      points: lot.points,
      part: 'available',
    });
  }
  if (due.length > 0) repay(state);
}

/** Reservations that were neither committed nor released in time: their points go back. */
function lapse(world: World, account: string, state: MemberState, at: number): void {
  for (const reservation of [...state.reservations.values()]) {
    if (reservation.until > at) continue;
    const by = { because: reservation.earned, byTime: true } as const;
    release(world, account, state, reservation.reservationId, at, by);
  }
}

/** Ends a reservation: points return to their lots, and are gone if these have expired. */
export function release(
  world: World,
  account: string,
  state: MemberState,
  reservationId: string,
  at: number,
  by: Pick<Movement, 'because' | 'byTime'>,
): void {
  const reservation = state.reservations.get(reservationId);
  if (!reservation) return;
  state.reservations.delete(reservationId);
  const programme = programmeOf(world, at);
  const about = { account, at, ...by, programmeVersion: programme.version } as const;
  const owed = reservation.uncovered < state.debt ? reservation.uncovered : state.debt;
  state.debt -= owed;
  let back = reservation.uncovered - owed;
  // What was owed and has been repaid since comes back as points of today.
  if (back > 0n) {
    const credit = { rule: 'reservation', thing: `reservation:${reservationId}`, earned: reservation.earned };
    putIn(state, freshLot(programme, credit, at), back);
  }
  for (const each of [...reservation.draws].reverse()) {
    if (putBack(state, each, each.points, at) === 'back') {
      back += each.points;
      continue;
    }
    const known = state.lots.get(lotKey(each.lot)) ?? { ...each.lot, points: 0n };
    state.lots.set(lotKey(each.lot), { ...known, expired: known.expired + each.points });
    state.totals.expired += each.points;
    const thing = `${each.lot.rule}/${each.lot.thing}`;
    world.movements.push({ ...about, kind: 'expiry', rule: 'expiry', thing, points: -each.points, part: 'reserved' });
  }
  if (back === 0n) return;
  const thing = `reservation:${reservationId}`;
  world.movements.push({ ...about, kind: 'release', rule: 'reservation', thing, points: back, part: 'available' });
}

function expire(world: World, account: string, state: MemberState, at: number): void {
  const swept = state.expiresAll !== undefined && state.expiresAll <= at;
  const programmeVersion = programmeOf(world, at).version;
  for (const lot of [...state.lots.values()]) {
    if (goneAt(state, lot) > at || lot.points === 0n) continue;
    state.lots.set(lotKey(lot), { ...lot, points: 0n, pending: false, expired: lot.expired + lot.points });
    state.totals.expired += lot.points;
    const about = { account, at, because: lot.earned, programmeVersion, byTime: true } as const;
    const part = lot.pending ? 'pending' : 'available';
    const thing = `${lot.rule}/${lot.thing}`;
    world.movements.push({ ...about, kind: 'expiry', rule: 'expiry', thing, points: -lot.points, part });
  }
  if (!swept) return;
  state.sweptAt = at;
  delete state.expiresAll;
}

/** Brings the tier up to date: to be called at every instant something may have changed it. */
export function judge(world: World, account: string, state: MemberState, at: number): void {
  const { tiers, version } = programmeOf(world, at);
  if (!tiers) return;
  const change = judgeTier(tiers, state.tier, at);
  if (change) world.tierChanges.push({ ...change, account, programmeVersion: version });
  state.dueAt = Math.min(state.dueAt, nextTierInstant(tiers, state.tier, at) ?? Infinity);
}

/** Earning or redeeming at least one point keeps all points alive, where inactivity decides. */
export function beActive(world: World, state: MemberState, at: number): void {
  const { expiry, timeZone } = programmeOf(world, at);
  if (expiry.kind !== 'inactivity') return;
  state.expiresAll = inactiveFrom(at, expiry.months, timeZone);
  state.dueAt = Math.min(state.dueAt, state.expiresAll);
  // Dates that points brought with them from another wallet end with the first activity.
  for (const [key, lot] of state.lots) {
    if (lot.expiresAt === undefined) continue;
    const { expiresAt: _brought, ...rest } = lot;
    state.lots.set(key, rest);
  }
}
