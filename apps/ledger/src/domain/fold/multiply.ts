import type { EarnRule } from '@perennial/programme';

import { isOrder, type FactOf } from '../fact.js';
import { multipliedPoints, sortedMultipliers, type Multiplied, type Multiplier } from '../multiplier.js';
import { worthOf } from '../rules/amount-award.js';
import type { Inputs } from '../rules/rule-kind.js';
import type { Fraction } from '../sale.js';
import { programmeOf, type AmountFormula, type SaleState } from '../world.js';
import { note, takeBack, type Acting } from './acting.js';
import { award } from './decide.js';

/** A campaign has base points of a next order multiplied: kept until an order takes it, or until its time is over. */
export function holdMultiplier({ state, turn }: Acting, fact: FactOf<'multiplier-granted'>): void {
  const { thing, campaignId, factorPercent, pointsMax, until } = fact;
  const { at: after } = turn;
  if (until > after)
    state.multipliers = sortedMultipliers([
      ...(state.multipliers ?? []),
      { thing, campaignId, factorPercent, pointsMax, after, until },
    ]);
}

/**
 * Has an order take the first multiplier that gives anything for it, one at most. It is taken for good: what comes back of the order
 * takes back what it gave, and no other order gets it. What it gives is for base points, so neither the multiplier of a tier nor a limit
 * of earning has a say in it, and it counts for no tier.
 */
export function multiply(
  acting: Acting,
  fact: FactOf<'sale'>,
  { formulas }: SaleState,
  net: Fraction,
): Multiplied | undefined {
  const { state, turn, world } = acting;
  if (!state.multipliers || !isOrder(fact.thing)) return undefined;
  const open = state.multipliers.filter(({ until }) => until > turn.at);
  const base = baseOf(formulas, net);
  const taken = open.find((each) => each.after < turn.at && multipliedPoints(each, base) > 0n);
  state.multipliers = sortedMultipliers(open.filter((each) => each !== taken));
  if (!taken) return undefined;
  const { thing, campaignId: rule } = taken;
  const programme = programmeOf(world, turn.at);
  const awarded = multipliedPoints(taken, base);
  const outcome = { result: 'awarded', rule, thing, points: awarded, inputs: inputsOf(taken, base) } as const;
  award(acting, programme, fact, { ...outcome, pendingDays: pendingDaysOf(programme.rules, formulas) });
  note(acting, outcome);
  return { ...taken, awarded };
}

/** Of goods that came back: what it gave becomes what it would be for what is left. */
export function multiplyLess(acting: Acting, { multiplied, formulas }: SaleState, net: Fraction): void {
  if (!multiplied) return;
  const base = baseOf(formulas, net);
  const { awarded: awardBefore, thing, campaignId: rule } = multiplied;
  const awardNow = multipliedPoints(multiplied, base);
  if (awardNow >= awardBefore) return;
  multiplied.awarded = awardNow;
  const inputs = { ...inputsOf(multiplied, base), awardBefore: Number(awardBefore), awardNow: Number(awardNow) };
  takeBack(acting, { result: 'taken-back', rule, thing, points: awardBefore - awardNow, inputs });
}

function baseOf(formulas: readonly AmountFormula[], net: Fraction): bigint {
  return formulas.reduce((sum, formula) => sum + worthOf(formula, net).base, 0n);
}

/** As long as the points that it multiplies. */
function pendingDaysOf(rules: readonly EarnRule[], formulas: readonly AmountFormula[]): number | undefined {
  const names = new Set(formulas.map(({ rule }) => rule));
  const days = rules.flatMap((rule) => (names.has(rule.name) && 'pendingDays' in rule ? (rule.pendingDays ?? []) : []));
  return days.length === 0 ? undefined : Math.max(...days);
}

function inputsOf({ factorPercent, pointsMax }: Multiplier, base: bigint): Inputs {
  return { basePoints: Number(base), factorPercent, multiplierPointsMax: pointsMax };
}
