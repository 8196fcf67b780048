import type { Programme, TierSettings } from '@perennial/programme';

import { isOrder, type FactOf, type ReturnedLine } from '../fact.js';
import { beginTerm, endTerm } from '../membership.js';
import type { MemberState, ReferralState } from '../member-state.js';
import { judge } from '../passage.js';
import { placeOf } from '../place.js';
import { amountText, cutInputs, worthOf } from '../rules/amount-award.js';
import { qualifies } from '../rules/points-per-referral.rule.js';
import type { Inputs, Outcome, SaleContext } from '../rules/rule-kind.js';
import { amountsOf, isGoods, netEligible } from '../sale.js';
import { levelOf } from '../tier.js';
import { programmeOf, type AmountFormula, type SaleState } from '../world.js';
import { takeBack, type Acting } from './acting.js';
import { decide, openReferral } from './decide.js';
import { giveBackFor } from './give-back.js';
import { multiply, multiplyLess } from './multiply.js';
import { uncountReturned } from './tallies.js';

/** An order that was paid: earn rules decide, its base points qualify for tiers, memberships begin. */
export function applySale(acting: Acting, fact: FactOf<'sale'>): void {
  const { world, account, state, turn } = acting;
  const programme = programmeOf(world, turn.at);
  const membershipSkus = membershipSkusOf(programme);
  const amounts = amountsOf(fact.sale, membershipSkus);
  if (isOrder(fact.thing)) state.firstPurchase ??= placeOf(turn);
  const { tiers } = programme;
  const context: SaleContext = {
    eligible: netEligible(amounts, []),
    amounts,
    multiplierPercent: tiers ? levelOf(tiers, state.tier.held).multiplierPercent : 100,
    tier: state.tier.held,
  };
  const outcomes = decide(acting, fact, context);
  // Base points count for tiers whatever limits left of the award.
  const formulas: (AmountFormula & { awarded: bigint })[] = [];
  for (const outcome of outcomes) {
    if (outcome.result === 'taken-back' || !outcome.formula) continue;
    const { rule, points, perFullMinor, multiplierPercent, qualifies, partnerId } = outcome.formula;
    const awarded = outcome.result === 'awarded' ? outcome.points : 0n;
    formulas.push({ rule, points, perFullMinor, multiplierPercent, qualifies, partnerId, awarded });
  }
  const sale: SaleState = {
    thing: fact.thing,
    place: placeOf(turn),
    content: fact.sale,
    amounts,
    membershipSkus,
    formulas,
    account,
    multiplied: undefined,
    returned: [],
    returnedAmount: 0n,
    returnedWithoutLines: 0n,
  };
  sale.multiplied = multiply(acting, fact, sale, context.eligible);
  world.sales.set(fact.thing, sale);
  rememberQualification(acting, fact, outcomes);
  for (const formula of formulas) qualify(state, sale, formula, worthOf(formula, context.eligible).base);
  if (tiers) beginMemberships(state, tiers, fact, turn.at);
  judge(world, account, state, turn.at);
}

function beginMemberships(state: MemberState, tiers: TierSettings, { thing, sale }: FactOf<'sale'>, at: number): void {
  for (const { lineId, sku, amount } of sale.lines ?? []) {
    const membership = tiers.memberships.find((each) => each.sku === sku);
    if (!membership) continue;
    const { tier, days } = membership;
    const paid = { minor: Number(amount), currency: sale.currency };
    // A price that a JSON number cannot hold exactly is none to reckon with.
    const known = Number.isSafeInteger(paid.minor) ? { paid } : {};
    beginTerm(tiers, state.tier, { thing, lineId, tier, ...known, days, at });
  }
}

/** A programme never changes: its set is made once. */
const membershipSkusBy = new WeakMap<Programme, ReadonlySet<string>>();

function membershipSkusOf(programme: Programme): ReadonlySet<string> {
  const known = membershipSkusBy.get(programme);
  if (known) return known;
  const skus = new Set(programme.tiers?.memberships.map(({ sku }) => sku));
  membershipSkusBy.set(programme, skus);
  return skus;
}

function qualify(state: MemberState, { thing, place }: SaleState, formula: AmountFormula, base: bigint): void {
  if (formula.qualifies) state.tier.credits.set({ thing, at: place.at, points: base });
}

/** The purchase that brought the referral its points: should it be returned, they go. */
function rememberQualification(acting: Acting, fact: FactOf<'sale'>, outcomes: readonly Outcome[]): void {
  const referral = openReferral(acting);
  const outcome = outcomes.find(({ thing }) => thing === `referral:${referral?.referralId}`);
  if (!referral || !outcome) return;
  // What a limit leaves of the friend's own points changes nothing for whoever brought them.
  if (outcome.result === 'skipped' && outcome.reason !== 'limit-reached') return;
  const { rule } = outcome;
  const points = outcome.result === 'awarded' ? outcome.points : 0n;
  const qualified = { by: placeOf(acting.turn), thing: fact.thing, rule, points };
  replaceReferral(acting.state, { ...referral, qualified });
}

function replaceReferral(state: MemberState, changed: ReferralState): void {
  state.referrals = state.referrals?.map((each) => (each.referralId === changed.referralId ? changed : each));
}

/** Goods that came back: every award of the order becomes what it would be for what is left. */
export function applyReturn(acting: Acting, fact: FactOf<'return'>): void {
  const { world, account, state, turn } = acting;
  const sale = world.sales.get(fact.thing);
  if (!sale) {
    const ghost = world.ghosts.get(fact.thing);
    if (ghost) ghost.returnedAmount += fact.amount;
    // With the cancellation all came back that was to: what is returned after it has no effect.
    if (!world.cancelled.has(fact.thing)) giveBackFor(acting, fact.thing);
    return;
  }
  takeNote(sale, fact);
  const net = netEligible(sale.amounts, sale.returned);
  for (const formula of sale.formulas) {
    const worth = worthOf(formula, net);
    const { base, award } = worth;
    if (award < formula.awarded) {
      const points = formula.awarded - award;
      formula.awarded = award;
      const inputs = {
        netEligibleMinor: amountText(net),
        currency: sale.content.currency,
        perFullMinor: Number(formula.perFullMinor),
        pointsPerFull: Number(formula.points),
        basePoints: Number(base),
        multiplierPercent: Number(formula.multiplierPercent),
        ...returnedInputs(sale),
        awardBefore: Number(points + award),
        awardNow: Number(award),
        ...cutInputs(worth),
      };
      const outcome = { result: 'taken-back', rule: formula.rule, thing: sale.thing, points, inputs } as const;
      takeBack(acting, outcome, formula.partnerId);
    }
    if (state.tier.credits.has({ thing: sale.thing, at: sale.place.at })) qualify(state, sale, formula, base);
  }
  multiplyLess(acting, sale, net);
  undoReferral(acting, sale, net);
  endMemberships(state, sale, fact, turn.at);
  giveBackFor(acting, sale.thing);
  uncountReturned(acting, sale);
  judge(world, account, state, turn.at);
}

/** What has come back of an order so far: of goods, by its lines, and of the order as a whole, where no line is known. */
function returnedInputs({ returned }: SaleState): Inputs {
  let [returnedGoodsMinor, returnedWithoutLinesMinor] = [0n, 0n];
  for (const part of returned) {
    if ('ofGoods' in part) returnedGoodsMinor += part.ofGoods;
    else returnedWithoutLinesMinor += part.ofTotal;
  }
  return {
    returnedGoodsMinor: Number(returnedGoodsMinor),
    returnedWithoutLinesMinor: Number(returnedWithoutLinesMinor),
  };
}

/** What a return says of lines, where one of them is known: an amendment may have given the order lines of other ids since. */
function linesOf({ content }: SaleState, { lines }: FactOf<'return'>): readonly ReturnedLine[] | undefined {
  return lines?.some(({ lineId }) => content.lines?.some((line) => line.lineId === lineId)) ? lines : undefined;
}

function takeNote(sale: SaleState, fact: FactOf<'return'>): void {
  const { amount } = fact;
  const lines = linesOf(sale, fact);
  sale.returnedAmount += amount;
  if (!lines) {
    sale.returnedWithoutLines += amount;
    sale.returned.push({ ofTotal: amount });
    return;
  }
  let ofGoods = 0n;
  for (const line of lines) {
    const bought = sale.content.lines?.find(({ lineId }) => lineId === line.lineId);
    if (bought && isGoods(bought, sale.membershipSkus)) ofGoods += line.amount;
  }
  sale.returned.push({ ofGoods });
}

function undoReferral(acting: Acting, sale: SaleState, net: ReturnType<typeof netEligible>): void {
  const { world, state, turn } = acting;
  const referral = state.referrals?.find(({ qualified, lost }) => !lost && qualified?.thing === sale.thing);
  if (!referral?.qualified) return;
  const rule = programmeOf(world, sale.place.at).rules.find(({ kind }) => kind === 'points-per-referral');
  if (rule?.kind !== 'points-per-referral' || qualifies(rule, sale.content.currency, net)) return;
  const { rule: name, points } = referral.qualified;
  const thing = `referral:${referral.referralId}`;
  replaceReferral(state, { ...referral, lost: turn });
  if (points === 0n) return;
  const { currency } = sale.content;
  const inputs = {
    netEligibleMinor: amountText(net),
    currency,
    purchaseFromMinor: rule.purchaseFromMinor[currency] ?? null,
    ...returnedInputs(sale),
    points: Number(points),
  };
  takeBack(acting, { result: 'taken-back', rule: name, thing, points, inputs });
}

/** A membership ends with its line, or with its order when that came back in full without lines. */
function endMemberships(state: MemberState, sale: SaleState, fact: FactOf<'return'>, at: number): void {
  const lines = linesOf(sale, fact);
  if (!lines) {
    if (sale.returnedWithoutLines >= sale.amounts.total) endTerm(state.tier, { thing: sale.thing }, at);
    return;
  }
  // One line is one term, whatever its quantity: any piece that came back ends it.
  for (const { lineId } of lines) endTerm(state.tier, { thing: sale.thing, lineId }, at);
}
