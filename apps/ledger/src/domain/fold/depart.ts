import { compareInOrderOfThings } from '@perennial/contracts';

import type { DecisionOf } from '../decision.js';
import { isEngagement, type Thing } from '../fact.js';
import { lotKey } from '../lot.js';
import { Lots } from '../lots.js';
import { sortedMultipliers } from '../multiplier.js';
import {
  balanceOf,
  lend,
  NOTHING_HELD,
  totalOf,
  withOne,
  withoutOne,
  type DrawnPart,
  type Household,
  type MemberState,
  type Reservation,
} from '../member-state.js';
import { judge, release } from '../passage.js';
import { goneAt, repay } from '../wallet.js';
import { stateOf, type World } from '../world.js';
import { actorOf } from './actor.js';
import { moverOf, note, type Acting } from './acting.js';

/** Everything of one member moves to another: lots with their dates, debt, reservations, qualifying points. */
export function merge(acting: Acting, { into: named }: DecisionOf<'merge'>): void {
  const { world, account, state: from, turn } = acting;
  const into = actorOf(world, named, turn);
  // A circle of merges is none.
  if (into === account) return;
  const target = stateOf(world, into);
  const total = totalOf(balanceOf(from));
  const thing = `merge:${account}`;
  noteMerge(acting, into, total);
  from.totals.transferred -= total;
  target.totals.transferred += total;
  const move = moverOfDraws(account, into, moveLots(account, from, target));
  target.debt += from.debt;
  moveReservations(world, { from: account, into, move });
  for (const [name, burn] of world.burns) world.burns.set(name, { ...burn, parts: burn.parts.map(move) });
  target.dueAt = Math.min(target.dueAt, from.dueAt);
  target.tier.credits.takeFrom(from.tier.credits);
  target.tier.terms.push(...from.tier.terms);
  const referrals = [...(target.referrals ?? []), ...(from.referrals ?? [])];
  target.referrals = referrals.sort((a, b) => compareInOrderOfThings(a.accepted, b.accepted));
  from.referrals = undefined;
  target.multipliers = sortedMultipliers([...(target.multipliers ?? []), ...(from.multipliers ?? [])]);
  from.multipliers = undefined;
  for (const thing of [...world.sales.values(), ...world.reviews.values()])
    if (thing.account === account) thing.account = into;
  from.lots = new Lots();
  from.debt = 0n;
  from.tier.terms = [];
  from.dueAt = Infinity;
  from.mergedInto = { account: into, from: turn };
  target.records = [...(target.records ?? []), account, ...(from.records ?? [])];
  from.records = undefined;
  target.knownTo = Math.max(target.knownTo, from.knownTo);
  moveMembership(world, account, into);
  repay(target);
  const movement = { ...moverOf(acting), kind: 'merge', rule: 'merge', thing, part: 'available' } as const;
  if (total !== 0n) {
    world.movements.push({ ...movement, account, points: -total });
    world.movements.push({ ...movement, account: into, points: total });
  }
  judge(world, into, target, turn.at);
}

/** What moves is all that the wallet came to by then. */
function noteMerge({ world, account, state, turn }: Acting, into: string, total: bigint): void {
  if (total === 0n) return;
  const inputs = Object.fromEntries(Object.entries(state.totals).map(([name, points]) => [name, Number(points)]));
  const about = { rule: 'merge', thing: `merge:${account}`, points: total < 0n ? -total : total, inputs };
  note({ world, account, turn }, { ...about, result: total < 0n ? 'moved-in' : 'moved-out' });
  note({ world, account: into, turn }, { ...about, result: total < 0n ? 'moved-out' : 'moved-in' });
}

/** What is held moves too, and so does what others hold of this member's lots: they are the other's now. */
function moveReservations(
  world: World,
  { from, into, move }: { readonly from: string; readonly into: string; readonly move: (part: DrawnPart) => DrawnPart },
): void {
  const [giver, taker] = [stateOf(world, from), stateOf(world, into)];
  const moved = (each: Reservation): Reservation => ({ ...each, parts: each.parts.map(move) });
  for (const [id, each] of giver.reservations) {
    taker.reservations = withOne(taker.reservations, id, moved(each));
    taker.lent = withoutOne(taker.lent, id);
    for (const { account: owner } of each.parts)
      if (owner !== from && owner !== into) lend(stateOf(world, owner), id, into);
  }
  for (const [id, holder] of giver.lent) {
    const holding = stateOf(world, holder);
    const known = holding.reservations.get(id);
    if (known) holding.reservations = withOne(holding.reservations, id, moved(known));
    if (holder !== into) lend(taker, id, holder);
  }
  giver.reservations = NOTHING_HELD;
  giver.lent = NOTHING_HELD;
}

/** Nobody is in two households: whoever is in one already stays in it, and the other loses a member. */
function moveMembership(world: World, from: string, into: string): void {
  const { household } = stateOf(world, from);
  if (!household) return;
  stateOf(world, from).household = undefined;
  const hasOne = stateOf(world, into).household !== undefined;
  makeHousehold(world, {
    householdId: household.householdId,
    members: household.members.filter((each) => each !== from || !hasOne).map((each) => (each === from ? into : each)),
  });
}

/**
 * Lots keep their dates. A proof may have been shown under both records, or be shown again: so a lot for one is not known by
 * its proof alone any more once it has moved.
 *
 * @returns the things by which lots are known from now on, by the key they had
 */
function moveLots(account: string, from: MemberState, to: MemberState): ReadonlyMap<string, Thing> {
  const renamed = new Map<string, Thing>();
  for (const [key, lot] of from.lots) {
    const gone = goneAt(from, lot);
    const thing = isEngagement(lot.thing) ? `${lot.thing}:${account}` : lot.thing;
    const moved = gone === Infinity ? { ...lot, thing } : { ...lot, thing, expiresAt: gone };
    to.lots.set(lotKey(moved), moved);
    if (thing !== lot.thing) renamed.set(key, thing);
  }
  return renamed;
}

/** Draws from lots that have moved are draws from the other's lots. */
function moverOfDraws(from: string, into: string, renamed: ReadonlyMap<string, Thing>) {
  return (part: DrawnPart): DrawnPart => {
    if (part.account !== from) return part;
    const { draw } = part;
    const thing = draw && renamed.get(lotKey(draw.lot));
    const moved = { ...part, account: into };
    return draw && thing !== undefined ? { ...moved, draw: { ...draw, lot: { ...draw.lot, thing } } } : moved;
  };
}

/**
 * What is left goes to breakage. Points that others lent for a reservation go back to them; what is lent to others comes
 * back to nobody. The referral stays: it is what the points of whoever brought this member rest on.
 */
export function erase(acting: Acting): void {
  const { world, account, state, turn } = acting;
  for (const reservationId of [...state.reservations.keys()])
    release(world, account, reservationId, turn.at, { because: moverOf(acting).because });
  loseDraws(acting);
  const total = totalOf(balanceOf(state));
  state.totals.expired += total;
  state.lots = new Lots();
  state.debt = 0n;
  state.tier.credits.clear();
  state.tier.terms = [];
  state.memory = {};
  state.multipliers = undefined;
  if (state.household) withdraw(acting, state.household);
  state.dueAt = Infinity;
  state.erased = true;
  if (total === 0n) return;
  const movement = {
    ...moverOf(acting),
    kind: 'erasure',
    rule: 'erasure',
    thing: 'erasure',
    part: 'available',
  } as const;
  world.movements.push({ ...movement, points: -total });
}

/** Draws from this member's lots that others may give back: there is nothing to come back to. */
function loseDraws({ world, account, state, turn }: Acting): void {
  const lost = (parts: readonly DrawnPart[]): readonly DrawnPart[] =>
    parts.map((part) =>
      part.account === account && part.draw
        ? { ...part, draw: { ...part.draw, lot: { ...part.draw.lot, expiresAt: turn.at } } }
        : part,
    );
  for (const [reservationId, holder] of state.lent) {
    const holding = stateOf(world, holder);
    const known = holding.reservations.get(reservationId);
    if (known)
      holding.reservations = withOne(holding.reservations, reservationId, { ...known, parts: lost(known.parts) });
  }
  for (const [thing, burn] of world.burns) world.burns.set(thing, { ...burn, parts: lost(burn.parts) });
}

/**
 * From now on the others redeem without this member. Everybody's lots were their own all the time, so they stay where they
 * are, with their dates; what was decided together before stands, and what is given back of it goes to whom it came from.
 */
export function leaveHousehold(acting: Acting, { householdId }: DecisionOf<'household-leave'>): void {
  const { household } = acting.state;
  if (household?.householdId === householdId) withdraw(acting, household);
}

function withdraw({ world, account, state }: Acting, { householdId, members }: Household): void {
  state.household = undefined;
  makeHousehold(world, { householdId, members: members.filter((each) => each !== account) });
}

/** One alone is no household. */
export function makeHousehold(world: World, household: Household): void {
  for (const account of household.members) {
    const state = stateOf(world, account);
    if (household.members.length > 1) state.household = household;
    else state.household = undefined;
  }
}
