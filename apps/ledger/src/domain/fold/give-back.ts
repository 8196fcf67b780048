import type { Thing } from '../fact.js';
import { placeOf } from '../place.js';
import { putBack, putIn } from '../wallet.js';
import { freshLot, programmeOf, stateOf, type Burn } from '../world.js';
import { moverOf, type Acting } from './apply-sale.js';

/**
 * Points that paid for an order come back as it is returned, cumulatively floor(points × returned amount ÷ total), and
 * all of them when it is cancelled.
 */
export function giveBackFor(acting: Acting, order: Thing): void {
  const { world } = acting;
  const sale = world.sales.get(order);
  for (const burn of world.burns.values()) {
    if (burn.paidFor !== order) continue;
    if (world.cancelled.has(order)) giveBack(acting, burn, burn.points);
    else if (sale && sale.amounts.total > 0n)
      giveBack(acting, burn, (burn.points * sale.returnedAmount) / sale.amounts.total);
  }
}

/**
 * Gives points back to the lots they were drawn from, the last drawn first; what has expired meanwhile stays gone, and
 * debt is repaid first.
 *
 * @param upTo how much of the burn is to have come back in all
 */
export function giveBack(acting: Acting, burn: Burn, upTo: bigint): void {
  let skip = burn.givenBack;
  let wanted = upTo - burn.givenBack;
  if (wanted <= 0n) return;
  burn.givenBack = upTo;
  const returned = new Map<string, bigint>();
  for (const part of [...burn.parts].reverse()) {
    const passed = skip < part.points ? skip : part.points;
    skip -= passed;
    const open = part.points - passed;
    const points = open < wanted ? open : wanted;
    if (points === 0n) continue;
    wanted -= points;
    if (putPartBack(acting, burn, part, points))
      returned.set(part.account, (returned.get(part.account) ?? 0n) + points);
  }
  for (const [account, points] of returned) {
    stateOf(acting.world, account).totals.reinstated += points;
    acting.world.movements.push({
      ...{ ...moverOf(acting), account, kind: 'reinstatement', rule: 'reinstatement', thing: burn.thing },
      ...{ points, part: 'available' },
    });
  }
}

function putPartBack({ world, turn }: Acting, burn: Burn, part: Burn['parts'][number], points: bigint): boolean {
  const state = stateOf(world, part.account);
  if (part.draw) return putBack(state, part.draw, points, turn.at) === 'back';
  // Points that nobody had were owed; what has been repaid of that since comes back as points of today.
  const owed = points < state.debt ? points : state.debt;
  state.debt -= owed;
  if (points > owed) {
    const credit = { rule: 'reinstatement', thing: burn.thing, earned: placeOf(turn) };
    putIn(state, freshLot(programmeOf(world, turn.at), credit, turn.at), points - owed);
  }
  return true;
}
