import type { EarnRule } from '@perennial/programme';

import { isGrant, type FactOf, type Thing } from '../fact.js';
import { lotKey, type Lot } from '../lot.js';
import type { MemberState } from '../member-state.js';
import { makeAvailable } from '../passage.js';
import { repay } from '../wallet.js';
import { programmeOf, type World } from '../world.js';
import { moverOf, type Acting } from './acting.js';

/**
 * An order has arrived: what still waits of its points can be spent from now on, where the rule that gave them says so. A
 * second delivery finds nothing that waits.
 */
export function applyDelivery(acting: Acting, { thing }: FactOf<'delivery'>): void {
  const { world, account, state } = acting;
  const own = rulesByDelivery(world)
    .flatMap((rule) => state.lots.get(lotKey({ rule, thing })) ?? [])
    .filter((lot) => lot.pending && goesByDelivery(world, lot));
  const waiting = [...own, ...multipliedOf(acting, thing)];
  for (const lot of waiting) {
    makeAvailable(world, account, lot, moverOf(acting));
    dateAward(world, lot, acting.turn.at);
  }
  if (waiting.length > 0) repay(state);
}

/** What a multiplier gave for the order: it waits as long as what it multiplied, also where a limit left nothing of that. */
function multipliedOf({ world, state }: Acting, thing: Thing): Lot[] {
  const { multiplied, formulas = [], place } = world.sales.get(thing) ?? {};
  if (!multiplied || !place) return [];
  const lot = state.lots.get(lotKey({ rule: multiplied.campaignId, thing: multiplied.thing }));
  const isDue = formulas.some(({ rule }) => goesByDelivery(world, { rule, earned: place }));
  return lot?.pending && isDue ? [lot] : [];
}

/** What a multiplier gave for some order waits: only a folded world knows for which. */
export function holdsMultiplied({ lots }: MemberState): boolean {
  return [...lots.holding()].some((lot) => lot.pending && isGrant(lot.thing));
}

/** Names of all rules that say so in any version. */
function rulesByDelivery({ programmes }: World): string[] {
  const names = programmes.versions.flatMap(({ programme }) => programme.rules.filter(saysSo).map((rule) => rule.name));
  return [...new Set(names)];
}

/** The version that gave the points decides. */
function goesByDelivery(world: World, { rule, earned }: Pick<Lot, 'rule' | 'earned'>): boolean {
  return programmeOf(world, earned.at).rules.some((each) => each.name === rule && saysSo(each));
}

function saysSo(rule: EarnRule): boolean {
  return 'availableOnDelivery' in rule && rule.availableOnDelivery === true;
}

/** What of the award is still to be told says when its points can really be spent. It stands near the end, if at all. */
function dateAward({ movements }: World, { rule, thing }: Lot, availableAt: number): void {
  const index = movements.findLastIndex(
    (each) => each.kind === 'award' && each.points > 0n && each.rule === rule && each.thing === thing,
  );
  const award = movements[index];
  if (award) movements[index] = { ...award, availableAt };
}
