import { compareInOrderOfThings } from '@perennial/contracts';

import type { Thing } from '../fact.js';
import { placeOf } from '../place.js';
import { forgiveOrCredit, moveBetween, touch } from '../passage.js';
import { GIVEN_BACK } from '../lot.js';
import { noteLots, putBack } from '../wallet.js';
import type { Inputs } from '../rules/rule-kind.js';
import { freshLot, programmeOf, stateOf, type Burn } from '../world.js';
import { actorOf } from './actor.js';
import { moverOf, note, type Acting } from './acting.js';

/**
 * Points that paid for an order come back as it is returned, cumulatively floor(points × returned amount ÷ total), and
 * all of them when it is cancelled.
 *
 * @param spending the one that has just paid for it: what others paid is not asked for again, since it may be of one home with the buyer by
 *   now, and was not when the order came back. Absent: all
 */
export function giveBackFor(acting: Acting, order: Thing, spending?: Thing): void {
  const { world } = acting;
  const sale = world.sales.get(order);
  const { account } = sale ?? world.ghosts.get(order) ?? {};
  if (account === undefined) return;
  const of = sale ? { total: sale.amounts.total, returnedAmount: sale.returnedAmount } : world.ghosts.get(order);
  const inOrder = [...world.burns.values()].sort((a, b) => compareInOrderOfThings(a.drawn, b.drawn));
  for (const burn of inOrder) {
    if (burn.paidFor !== order || (spending !== undefined && burn.thing !== spending)) continue;
    if (!isOfHome(acting, burn, account)) continue;
    if (world.cancelled.has(order)) giveBack(acting, burn, burn.points, { cancelled: order });
    else if (of && of.returnedAmount > 0n) giveBack(acting, burn, shareOf(burn.points, of), shareInputs(order, of));
  }
}

/**
 * Whether the buyer is who paid, or one of those this one redeemed together with when the points were drawn. Who pays for
 * the order of anybody else makes a present: nothing else has the two folded together, and whether they are may not depend
 * on what was told later.
 */
function isOfHome(acting: Acting, { account, pool }: Burn, buyer: string): boolean {
  const heir = heirOf(acting, buyer);
  return [account, ...pool].some((each) => heirOf(acting, each) === heir);
}

/** An amendment may have lowered the total below what was returned: then everything is. */
function shareOf(points: bigint, { total, returnedAmount }: { total: bigint; returnedAmount: bigint }): bigint {
  return returnedAmount >= total ? points : (points * returnedAmount) / total;
}

function shareInputs(order: Thing, { total, returnedAmount }: { total: bigint; returnedAmount: bigint }): Inputs {
  return { paidFor: order, orderTotalMinor: Number(total), returnedMinor: Number(returnedAmount) };
}

/**
 * Gives points back to the lots they were drawn from, the last drawn first; what has expired meanwhile stays gone, and
 * debt is repaid first.
 *
 * @param upTo how much of the burn is to have come back in all
 * @param inputs what that follows from
 */
export function giveBack(acting: Acting, burn: Burn, upTo: bigint, inputs: Inputs): void {
  const target = upTo < burn.points ? upTo : burn.points;
  const { givenBack: before } = burn;
  let skip = before;
  let wanted = target - before;
  if (wanted <= 0n) return;
  burn.givenBack = target;
  let back = 0n;
  for (const part of [...burn.parts].reverse()) {
    const passed = skip < part.points ? skip : part.points;
    skip -= passed;
    const open = part.points - passed;
    const points = open < wanted ? open : wanted;
    if (points === 0n) continue;
    wanted -= points;
    if (putPartBack(acting, burn, part, points)) back += points;
  }
  const account = heirOf(acting, burn.account);
  noteGivenBack({ ...acting, account }, burn, { before, back, inputs });
  if (back === 0n) return;
  stateOf(acting.world, account).totals.reinstated += back;
  acting.world.movements.push({
    ...moverOf(acting),
    account,
    kind: 'reinstatement',
    rule: GIVEN_BACK,
    thing: burn.thing,
    points: back,
    part: 'available',
    partnerId: burn.partnerId,
  });
}

function noteGivenBack(
  acting: Acting,
  { thing, points, givenBack }: Burn,
  { before, back, inputs }: { readonly before: bigint; readonly back: bigint; readonly inputs: Inputs },
): void {
  const gone = givenBack - before - back;
  note(acting, {
    ...{ result: 'given-back', rule: GIVEN_BACK, thing, points: back },
    inputs: {
      pointsSpent: Number(points),
      ...inputs,
      givenBackBefore: Number(before),
      givenBackNow: Number(givenBack),
      ...(gone > 0n ? { alreadyExpired: Number(gone) } : {}),
    },
  });
}

function putPartBack(acting: Acting, burn: Burn, part: Burn['parts'][number], points: bigint): boolean {
  const { world, turn } = acting;
  const account = heirOf(acting, burn.account);
  const owner = heirOf(acting, part.account);
  touch(world, account, turn.at);
  if (!part.draw) {
    // Points of today: each time they are a lot of their own.
    const { because } = moverOf(acting);
    const thing = `${burn.thing}:${because.source}:${because.id}`;
    const credit = { rule: GIVEN_BACK, thing, earned: placeOf(turn) };
    forgiveOrCredit(stateOf(world, account), freshLot(programmeOf(world, turn.at), credit, turn.at), points);
    return true;
  }
  if (putBack(stateOf(world, owner), part.draw, points, turn.at) === 'gone') return false;
  noteLots(world, { ...moverOf(acting), account }, owner, [{ lot: part.draw.lot, points }]);
  moveBetween(world, moverOf(acting), burn.thing, { from: account, to: owner, points });
  return true;
}

/** Who has the wallet now: after a merge, the member merged into. */
function heirOf({ world, turn }: Acting, account: string): string {
  return actorOf(world, account, turn);
}
