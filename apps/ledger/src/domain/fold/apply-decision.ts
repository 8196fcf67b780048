import { orderThing, type Thing } from '../fact.js';
import type { Decision, DecisionOf } from '../decision.js';
import { compareEarned, lotKey, type Draw } from '../lot.js';
import { lend, withOne, type DrawnPart } from '../member-state.js';
import { beActive, endReservation, moveBetween, release } from '../passage.js';
import { placeOf } from '../place.js';
import type { Inputs } from '../rules/rule-kind.js';
import { draw, drawn, goneAt, noteLots, putIn, takeOut } from '../wallet.js';
import { freshLot, keepsItsDate, programmeOf, stateOf, type Burn, type Movement } from '../world.js';
import { moverOf, note, type Acting } from './acting.js';
import { actorOf } from './actor.js';
import { erase, leaveHousehold, makeHousehold, merge } from './depart.js';
import { giveBack, giveBackFor } from './give-back.js';
import { extend, reinstate } from './reconsider-expiry.js';

/** What was decided takes effect: its points are fixed, its draws are made from what is there now. */
export function applyDecision(acting: Acting, decision: Decision): void {
  switch (decision.kind) {
    case 'redemption':
      return redeem(acting, decision);
    case 'redemption-reversal': {
      const burn = acting.world.burns.get(`redemption:${decision.redemptionId}`);
      if (burn) giveBack(acting, burn, burn.points, {});
      return;
    }
    case 'reservation':
      return reserve(acting, decision);
    case 'reservation-commit':
      return commit(acting, decision);
    case 'reservation-release':
      return release(acting.world, acting.account, decision.reservationId, acting.turn.at, {
        because: moverOf(acting).because,
      });
    case 'adjustment':
      return adjust(acting, decision);
    case 'reinstatement':
      return reinstate(acting, decision);
    case 'extension':
      return extend(acting, decision);
    case 'transfer':
      return transfer(acting, decision);
    case 'household':
      return makeHousehold(acting.world, {
        householdId: decision.householdId,
        members: heirsOf(acting, decision.pool),
      });
    case 'household-leave':
      return leaveHousehold(acting, decision);
    case 'merge':
      return merge(acting, decision);
    case 'erasure':
      return erase(acting);
  }
}

/** Who has the wallets now; after a merge two may be one. */
function heirsOf({ world, turn }: Acting, accounts: readonly string[]): string[] {
  return [...new Set(accounts.map((account) => actorOf(world, account, turn)))];
}

/** Own lots first, then the others' by soonest expiry, then by customer id; what nobody has is owed by who decided. */
function drawFrom(acting: Acting, thing: Thing, points: bigint, pool: readonly string[]): DrawnPart[] {
  const { world, account, state } = acting;
  const own = draw(state, points);
  noteLots(world, moverOf(acting), account, drawn(own.draws));
  const parts: DrawnPart[] = own.draws.map((each) => ({ account, draw: each, points: each.points }));
  let { missing } = own;
  for (const { other, owner, lot } of missing > 0n ? lotsOfOthers(acting, pool) : []) {
    if (missing === 0n) break;
    const taken = lot.points < missing ? lot.points : missing;
    const theirs: Draw = { lot: takeOut(owner, lotKey(lot), taken), points: taken };
    noteLots(world, moverOf(acting), other, drawn([theirs]));
    parts.push({ account: other, draw: theirs, points: taken });
    moveBetween(world, moverOf(acting), thing, { from: other, to: account, points: taken });
    missing -= taken;
  }
  if (missing > 0n) {
    state.debt += missing;
    parts.push({ account, points: missing });
  }
  return parts;
}

function lotsOfOthers({ world, account, turn }: Acting, pool: readonly string[]) {
  const others = [...new Set(pool.map((each) => actorOf(world, each, turn)))].filter((other) => other !== account);
  const lots = others.flatMap((other, rank) => {
    const owner = stateOf(world, other);
    return owner.lots.spendable().map((lot) => ({ other, owner, rank, lot, gone: goneAt(owner, lot) }));
  });
  return lots.sort(
    (a, b) => (a.gone === b.gone ? 0 : a.gone < b.gone ? -1 : 1) || a.rank - b.rank || compareEarned(a.lot, b.lot),
  );
}

function redeem(acting: Acting, { redemptionId, rewardId, points, pool, partnerId }: DecisionOf<'redemption'>): void {
  const thing = `redemption:${redemptionId}`;
  const parts = drawFrom(acting, thing, points, pool);
  const inputs = { ...priceInputs(acting, rewardId, points), ...partsInputs(parts) };
  note(acting, { result: 'redeemed', rule: 'redemption', thing, points, inputs });
  burn(acting, { thing, points, pool, parts, drawn: placeOf(acting.turn), part: 'available', partnerId });
}

/** What the reward cost, where its price in the catalogue of then says how often it was taken. */
function priceInputs({ world, turn }: Acting, rewardId: string, points: bigint): Inputs {
  const reward = programmeOf(world, turn.at).rewards.find(({ id }) => id === rewardId);
  const quantity = reward ? Number(points) / reward.points : 0;
  return reward && Number.isInteger(quantity) ? { rewardId, rewardPoints: reward.points, quantity } : { rewardId };
}

/** What lots had of it, whoever's, and what nobody had. */
function partsInputs(parts: readonly DrawnPart[]): Inputs {
  const sumOf = (isOne: (part: DrawnPart) => boolean) =>
    Number(parts.filter(isOne).reduce((sum, { points }) => sum + points, 0n));
  return { fromLots: sumOf(({ draw: lot }) => lot !== undefined), owed: sumOf(({ draw: lot }) => lot === undefined) };
}

function burn(
  acting: Acting,
  {
    part,
    partnerId,
    ...spent
  }: Pick<Burn, 'thing' | 'points' | 'pool' | 'parts' | 'drawn' | 'paidFor'> & Pick<Movement, 'part' | 'partnerId'>,
): void {
  const { world, account, state, turn } = acting;
  const { thing, points } = spent;
  state.totals.redeemed += points;
  world.movements.push({
    ...moverOf(acting),
    kind: 'redemption',
    rule: 'redemption',
    thing,
    points: -points,
    part,
    partnerId,
  });
  world.burns.set(thing, { ...spent, account, partnerId, givenBack: 0n });
  beActive(world, state, turn.at);
}

function reserve(acting: Acting, { reservationId, points, until, orderId, pool }: DecisionOf<'reservation'>): void {
  const { world, account, state, turn } = acting;
  const thing = `reservation:${reservationId}`;
  const parts = drawFrom(acting, thing, points, pool);
  note(acting, { result: 'reserved', rule: 'reservation', thing, points, inputs: partsInputs(parts) });
  const about = { reservationId, parts, until, made: placeOf(turn) };
  const reservation = orderId === undefined ? about : { ...about, orderId };
  state.reservations = withOne(state.reservations, reservationId, reservation);
  state.dueAt = Math.min(state.dueAt, until);
  for (const part of parts) if (part.account !== account) lend(stateOf(world, part.account), reservationId, account);
  world.movements.push({
    ...moverOf(acting),
    kind: 'reservation',
    rule: 'reservation',
    thing,
    points,
    part: 'reserved',
  });
}

function commit(acting: Acting, { reservationId, orderId: named, pool }: DecisionOf<'reservation-commit'>): void {
  const { world, account, state } = acting;
  const reservation = state.reservations.get(reservationId);
  if (!reservation) return;
  endReservation(world, account, reservation);
  const { parts, orderId = named, made: drawn } = reservation;
  const points = parts.reduce((sum, part) => sum + part.points, 0n);
  const paidFor: Pick<Burn, 'paidFor'> = orderId === undefined ? {} : { paidFor: orderThing(orderId) };
  const thing = `reservation:${reservationId}`;
  const inputs = { reservationId, paidFor: paidFor.paidFor ?? null, ...partsInputs(parts) };
  note(acting, { result: 'redeemed', rule: 'redemption', thing, points, inputs });
  burn(acting, { thing, points, pool, parts, drawn, part: 'reserved', ...paidFor });
  if (orderId !== undefined) giveBackFor(acting, orderThing(orderId), thing);
}

function adjust(acting: Acting, { adjustmentId, points }: DecisionOf<'adjustment'>): void {
  const { world, state, turn } = acting;
  const thing = `adjustment:${adjustmentId}`;
  state.totals.adjusted += points;
  if (points > 0n) {
    const credit = { rule: 'adjustment', thing, earned: placeOf(turn) };
    putIn(state, freshLot(programmeOf(world, turn.at), credit, turn.at), points);
  } else {
    const { draws, missing } = draw(state, -points);
    noteLots(world, moverOf(acting), acting.account, drawn(draws));
    state.debt += missing;
  }
  world.movements.push({
    ...moverOf(acting),
    kind: 'adjustment',
    rule: 'adjustment',
    thing,
    points,
    part: 'available',
  });
}

/** Points change the wallet, lots keep their dates. What is not covered is owed by who gave it. */
function transfer(acting: Acting, decision: DecisionOf<'transfer'>): void {
  const { world, account, state, turn } = acting;
  const { transferId, points } = decision;
  const to = actorOf(world, decision.to, turn);
  if (to === account) return;
  const receiver = stateOf(world, to);
  const thing = `transfer:${transferId}`;
  const dateOf = (lot: Draw['lot']) => goneAt(state, lot);
  const { draws, missing } = draw(state, points);
  const mover = moverOf(acting);
  noteLots(world, mover, account, drawn(draws));
  state.debt += missing;
  state.totals.transferred -= points;
  receiver.totals.transferred += points;
  for (const [order, { lot, points: taken }] of draws.entries()) {
    const { expiresAt: _own, ...rest } = lot;
    const gone = dateOf(lot);
    // Who has them now does not make them last longer: the date of a rule is known by the rule.
    const rule = keepsItsDate(world, lot) ? lot.rule : 'transfer';
    const moved = { ...rest, rule, thing: `${thing}:${order}`, expired: 0n, forgiven: 0n, points: 0n };
    noteLots(world, { ...mover, account: to }, to, [{ lot: moved, points: taken }]);
    putIn(receiver, gone === Infinity ? moved : { ...moved, expiresAt: gone }, taken);
  }
  if (missing > 0n) {
    const credit = { rule: 'transfer', thing, earned: placeOf(turn) };
    const lot = freshLot(programmeOf(world, turn.at), credit, turn.at);
    noteLots(world, { ...mover, account: to }, to, [{ lot, points: missing }]);
    putIn(receiver, lot, missing);
  }
  const movement = { ...mover, kind: 'transfer', rule: 'transfer', thing, part: 'available' } as const;
  world.movements.push({ ...movement, account, points: -points });
  world.movements.push({ ...movement, account: to, points });
}
