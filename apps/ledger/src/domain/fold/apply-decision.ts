import { orderThing } from '../fact.js';
import type { Decision, DecisionOf } from '../decision.js';
import { lotKey, type Draw } from '../lot.js';
import { balanceOf, totalOf, type MemberState, type Reservation } from '../member-state.js';
import { beActive, judge, passTime, release } from '../passage.js';
import { placeOf } from '../place.js';
import { draw, goneAt, putIn, repay, takeOut } from '../wallet.js';
import { freshLot, programmeOf, stateOf, type BurnPart, type World } from '../world.js';
import { moverOf, type Acting } from './apply-sale.js';
import { actorOf } from './actor.js';
import { giveBack, giveBackFor } from './give-back.js';

/** What was decided takes effect: its points are fixed, its draws are made from what is there now. */
export function applyDecision(acting: Acting, decision: Decision): void {
  switch (decision.kind) {
    case 'redemption':
      return redeem(acting, decision);
    case 'redemption-reversal': {
      const burn = acting.world.burns.get(`redemption:${decision.redemptionId}`);
      if (burn) giveBack(acting, burn, burn.points);
      return;
    }
    case 'reservation':
      return reserve(acting, decision);
    case 'reservation-commit':
      return commit(acting, decision);
    case 'reservation-release':
      for (const account of decision.pool)
        release(
          acting.world,
          account,
          stateOf(acting.world, account),
          decision.reservationId,
          acting.turn.at,
          moverOf(acting),
        );
      return;
    case 'adjustment':
      return adjust(acting, decision);
    case 'transfer':
      return transfer(acting, decision);
    case 'household':
      for (const account of decision.pool) stateOf(acting.world, account).household = decision.pool;
      return;
    case 'merge':
      return merge(acting, decision);
    case 'erasure':
      return erase(acting);
  }
}

/** Own lots first, then the others' by soonest expiry, then by customer id; what nobody has is owed by who decided. */
function drawFrom({ world, account, state, turn }: Acting, points: bigint, pool: readonly string[]): BurnPart[] {
  const own = draw(state, points, turn.at);
  const parts: BurnPart[] = own.draws.map((each) => ({ account, draw: each, points: each.points }));
  let { missing } = own;
  if (missing > 0n) {
    const others = pool.filter((other) => other !== account);
    const lots = others.flatMap((other, rank) => {
      const owner = stateOf(world, other);
      return [...owner.lots.values()]
        .filter((lot) => !lot.pending && lot.points > 0n)
        .map((lot) => ({ other, owner, rank, lot, gone: goneAt(owner, lot) }));
    });
    lots.sort((a, b) =>
      a.gone === b.gone ? a.rank - b.rank || a.lot.earned.at - b.lot.earned.at : a.gone < b.gone ? -1 : 1,
    );
    for (const { other, owner, lot } of lots) {
      if (missing === 0n) break;
      const taken = lot.points < missing ? lot.points : missing;
      const each: Draw = { lot: takeOut(owner, lotKey(lot), taken), points: taken, at: turn.at, order: parts.length };
      parts.push({ account: other, draw: each, points: taken });
      missing -= taken;
    }
  }
  if (missing > 0n) {
    state.debt += missing;
    parts.push({ account, points: missing });
  }
  return parts;
}

function byAccount(parts: readonly BurnPart[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { account, points } of parts) sums.set(account, (sums.get(account) ?? 0n) + points);
  return sums;
}

function redeem(acting: Acting, { redemptionId, points, pool, partnerId }: DecisionOf<'redemption'>): void {
  const { world, state, turn } = acting;
  const thing = `redemption:${redemptionId}`;
  const parts = drawFrom(acting, points, pool);
  for (const [account, drawn] of byAccount(parts)) {
    stateOf(world, account).totals.redeemed += drawn;
    world.movements.push({
      ...{ ...moverOf(acting), account, kind: 'redemption', rule: 'redemption', thing, points: -drawn },
      ...{ part: 'available', partnerId },
    });
  }
  world.burns.set(thing, { thing, points, parts, givenBack: 0n });
  beActive(world, state, turn.at);
}

function reserve(acting: Acting, { reservationId, points, until, orderId, pool }: DecisionOf<'reservation'>): void {
  const { world, turn } = acting;
  const parts = drawFrom(acting, points, pool);
  for (const [account, held] of byAccount(parts)) {
    const own = parts.filter((part) => part.account === account);
    const owner = stateOf(world, account);
    const uncovered = own.filter((part) => !part.draw).reduce((sum, part) => sum + part.points, 0n);
    const draws = own.flatMap((part) => part.draw ?? []);
    const about = { reservationId, draws, uncovered, until, earned: placeOf(turn) };
    owner.reservations.set(reservationId, orderId === undefined ? about : { ...about, orderId });
    owner.dueAt = Math.min(owner.dueAt, until);
    world.movements.push({
      ...{ ...moverOf(acting), account, kind: 'reservation', rule: 'reservation' },
      ...{ thing: `reservation:${reservationId}`, points: held, part: 'reserved' },
    });
  }
}

function commit(acting: Acting, { reservationId, pool }: DecisionOf<'reservation-commit'>): void {
  const { world, state, turn } = acting;
  const thing = `reservation:${reservationId}`;
  const held: { account: string; reservation: Reservation }[] = [];
  for (const account of pool) {
    const owner = stateOf(world, account);
    const reservation = owner.reservations.get(reservationId);
    if (!reservation) continue;
    owner.reservations.delete(reservationId);
    held.push({ account, reservation });
  }
  const parts = held.flatMap(({ account, reservation: { draws, uncovered } }): BurnPart[] => [
    ...draws.map((each) => ({ account, draw: each, points: each.points })),
    ...(uncovered > 0n ? [{ account, points: uncovered }] : []),
  ]);
  parts.sort((a, b) => (a.draw?.order ?? Infinity) - (b.draw?.order ?? Infinity));
  const points = parts.reduce((sum, part) => sum + part.points, 0n);
  if (points === 0n) return;
  for (const [account, redeemed] of byAccount(parts)) {
    stateOf(world, account).totals.redeemed += redeemed;
    world.movements.push({
      ...{ ...moverOf(acting), account, kind: 'redemption', rule: 'redemption', thing },
      ...{ points: -redeemed, part: 'reserved' },
    });
  }
  const orderId = held.find(({ reservation }) => reservation.orderId !== undefined)?.reservation.orderId;
  const burn = { thing, points, parts, givenBack: 0n };
  world.burns.set(thing, orderId === undefined ? burn : { ...burn, paidFor: orderThing(orderId) });
  beActive(world, state, turn.at);
  if (orderId !== undefined) giveBackFor(acting, orderThing(orderId));
}

function adjust(acting: Acting, { adjustmentId, points }: DecisionOf<'adjustment'>): void {
  const { world, state, turn } = acting;
  const thing = `adjustment:${adjustmentId}`;
  state.totals.adjusted += points;
  if (points > 0n) {
    const credit = { rule: 'adjustment', thing, earned: placeOf(turn) };
    putIn(state, freshLot(programmeOf(world, turn.at), credit, turn.at), points);
  } else state.debt += draw(state, -points, turn.at).missing;
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
function transfer(acting: Acting, { transferId, to, points }: DecisionOf<'transfer'>): void {
  const { world, account, state, turn } = acting;
  const receiver = stateOf(world, to);
  const thing = `transfer:${transferId}`;
  const dateOf = (lot: Draw['lot']) => goneAt(state, lot);
  const { draws, missing } = draw(state, points, turn.at);
  state.debt += missing;
  state.totals.transferred -= points;
  receiver.totals.transferred += points;
  for (const { lot, points: taken, order } of draws) {
    const { expiresAt: _own, ...rest } = lot;
    const gone = dateOf(lot);
    const moved = { ...rest, rule: 'transfer', thing: `${thing}:${order}`, expired: 0n, forgiven: 0n, points: 0n };
    putIn(receiver, gone === Infinity ? moved : { ...moved, expiresAt: gone }, taken);
  }
  if (missing > 0n) {
    const credit = { rule: 'transfer', thing, earned: placeOf(turn) };
    putIn(receiver, freshLot(programmeOf(world, turn.at), credit, turn.at), missing);
  }
  const movement = { ...moverOf(acting), kind: 'transfer', rule: 'transfer', thing, part: 'available' } as const;
  world.movements.push({ ...movement, account, points: -points });
  world.movements.push({ ...movement, account: to, points });
}

/** Everything of one member moves to another: lots with their dates, debt, reservations, qualifying points. */
function merge(acting: Acting, { into }: DecisionOf<'merge'>): void {
  const { world, account, state: from, turn } = acting;
  // Who has been merged stays merged; a circle of merges is none.
  if (from.mergedInto || actorOf(world, into, turn) === account) return;
  const target = stateOf(world, into);
  const total = totalOf(balanceOf(from));
  const thing = `merge:${account}`;
  from.totals.transferred -= total;
  target.totals.transferred += total;
  for (const lot of from.lots.values()) moveLot(from, target, lot);
  target.debt += from.debt;
  for (const [id, reservation] of from.reservations) target.reservations.set(id, reservation);
  target.dueAt = Math.min(target.dueAt, from.dueAt);
  target.tier.credits.push(...from.tier.credits);
  target.tier.terms.push(...from.tier.terms);
  if (from.firstPurchase && (!target.firstPurchase || from.firstPurchase.at < target.firstPurchase.at))
    target.firstPurchase = from.firstPurchase;
  target.referral ??= from.referral;
  if (from.referral && target.referral === from.referral) delete from.referral;
  for (const sale of world.sales.values()) if (sale.account === account) sale.account = into;
  from.lots = new Map();
  from.reservations = new Map();
  from.debt = 0n;
  from.tier.credits = [];
  from.tier.terms = [];
  from.dueAt = Infinity;
  from.mergedInto = { account: into, from: turn };
  repay(target);
  const movement = { ...moverOf(acting), kind: 'merge', rule: 'merge', thing, part: 'available' } as const;
  if (total !== 0n) {
    world.movements.push({ ...movement, account, points: -total });
    world.movements.push({ ...movement, account: into, points: total });
  }
  judge(world, into, target, turn.at);
  passTime(world, into, target, turn.at);
}

function moveLot(from: MemberState, to: MemberState, lot: Draw['lot']): void {
  const gone = goneAt(from, lot);
  const known = to.lots.get(lotKey(lot));
  const moved = lot.expiresAt === undefined && gone !== Infinity ? { ...lot, expiresAt: gone } : lot;
  to.lots.set(lotKey(lot), known ? { ...known, points: known.points + lot.points } : moved);
}

/** What is left goes to breakage. */
function erase(acting: Acting): void {
  const { world, state } = acting;
  const total = totalOf(balanceOf(state));
  state.totals.expired += total;
  state.lots = new Map();
  state.reservations = new Map();
  state.debt = 0n;
  state.tier.credits = [];
  state.tier.terms = [];
  state.memory = {};
  delete state.referral;
  delete state.household;
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
