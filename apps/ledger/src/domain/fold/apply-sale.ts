import type { EarnRule, Programme } from '@perennial/programme';

import { daysLater } from '../calendar.js';
import { isOrder, type Fact, type FactOf, type ReturnedLine } from '../fact.js';
import type { MemberState, ReferralState } from '../member-state.js';
import { beActive, judge } from '../passage.js';
import { placeOf, type Turn } from '../place.js';
import { amountText, worthOf } from '../rules/amount-award.js';
import { decideByRule } from '../rules/index.js';
import { qualifies } from '../rules/points-per-referral.rule.js';
import type { Outcome, SaleContext } from '../rules/rule-kind.js';
import { amountsOf, isGoods, netEligible } from '../sale.js';
import { beginTerm, endTerm, hasCredit, levelOf, setCredit } from '../tier.js';
import { clawBack, goneAt, putIn, type Mover } from '../wallet.js';
import { freshLot, keepsItsDate, programmeOf, type AmountFormula, type SaleState, type World } from '../world.js';
import { onCondition } from './condition.js';
import { giveBackFor } from './give-back.js';
import { tally, uncountReturned } from './tallies.js';
import { withinLimits } from './within-limits.js';

/** Whose turn it is: the member whose fact this is, merges considered. */
export interface Acting {
  readonly world: World;
  readonly account: string;
  readonly state: MemberState;
  readonly turn: Turn;
}

/** An order that was paid: earn rules decide, its base points qualify for tiers, memberships begin. */
export function applySale(acting: Acting, fact: FactOf<'sale'>): void {
  const { world, account, state, turn } = acting;
  const programme = programmeOf(world, turn.at);
  const membershipSkus = new Set(programme.tiers?.memberships.map(({ sku }) => sku));
  const amounts = amountsOf(fact.sale, membershipSkus);
  if (isOrder(fact.thing)) state.firstPurchase ??= placeOf(turn);
  const { tiers } = programme;
  const context: SaleContext = {
    eligible: netEligible(amounts, []),
    multiplierPercent: tiers ? levelOf(tiers, state.tier.held).multiplierPercent : 100,
    tier: state.tier.held,
  };
  const outcomes = decide(acting, fact, context);
  // Base points count for tiers whatever limits left of the award.
  const formulas = outcomes.flatMap((outcome) =>
    'formula' in outcome && outcome.formula
      ? [{ ...outcome.formula, awarded: outcome.result === 'awarded' ? outcome.points : 0n }]
      : [],
  );
  const sale: SaleState = {
    ...{ thing: fact.thing, place: placeOf(turn), content: fact.sale, amounts, membershipSkus, formulas, account },
    ...{ returned: [], returnedAmount: 0n, returnedWithoutLines: 0n },
  };
  world.sales.set(fact.thing, sale);
  rememberQualification(acting, fact, outcomes);
  for (const formula of formulas) qualify(state, sale, formula, worthOf(formula, context.eligible).base);
  for (const line of fact.sale.lines ?? []) {
    const membership = tiers?.memberships.find(({ sku }) => sku === line.sku);
    if (!membership) continue;
    const { tier, days } = membership;
    beginTerm(state.tier, { thing: fact.thing, lineId: line.lineId, tier, days, at: turn.at });
  }
  judge(world, account, state, turn.at);
}

function qualify(state: MemberState, { thing, place }: SaleState, formula: AmountFormula, base: bigint): void {
  if (formula.qualifies) setCredit(state.tier, { thing, at: place.at, points: base });
}

/**
 * The referral that a purchase now may qualify. A person is brought once: of the referrals that merged records came with,
 * the first in order of things, unless one was qualified already; and by somebody else: not by who is the same person now.
 */
function openReferral({ account, state }: Acting): ReferralState | undefined {
  const { referrals = [], records = [] } = state;
  if (referrals.some(({ qualified }) => qualified)) return undefined;
  return referrals.find(({ referrer }) => referrer !== account && !records.includes(referrer));
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
  const mover = moverOf(acting);
  for (const formula of sale.formulas) {
    const { base, award } = worthOf(formula, net);
    if (award < formula.awarded) {
      const points = formula.awarded - award;
      clawBack(world, state, { ...mover, partnerId: formula.partnerId }, formula.rule, sale.thing, points);
      formula.awarded = award;
      const inputs = {
        ...{ netEligibleMinor: amountText(net), currency: sale.content.currency },
        ...{ perFullMinor: Number(formula.perFullMinor), pointsPerFull: Number(formula.points) },
        ...{ basePoints: Number(base), multiplierPercent: Number(formula.multiplierPercent) },
        ...{ awardBefore: Number(points + award), awardNow: Number(award) },
      };
      note(acting, { result: 'taken-back', rule: formula.rule, thing: sale.thing, points, inputs });
    }
    if (hasCredit(state.tier, { thing: sale.thing, at: sale.place.at })) qualify(state, sale, formula, base);
  }
  undoReferral(acting, sale, net);
  endMemberships(state, sale, fact, turn.at);
  giveBackFor(acting, sale.thing);
  uncountReturned(acting, sale);
  judge(world, account, state, turn.at);
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
  clawBack(world, state, moverOf(acting), name, thing, points);
  note(acting, { result: 'taken-back', rule: name, thing, points, inputs: { points: Number(points) } });
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

/**
 * Has every rule of the programme decide on a fact, and pays or takes back what they say: by the version in force, and what
 * is taken back by the one that paid it.
 */
export function decide(acting: Acting, fact: Fact, sale?: SaleContext): Outcome[] {
  const { world, state, turn } = acting;
  const programme = programmeOf(world, paidAt(world, fact) ?? turn.at);
  const all: Outcome[] = [];
  for (const rule of programme.rules) {
    const referral = openReferral(acting);
    const known = Object.hasOwn(state.memory, rule.name) ? state.memory[rule.name] : undefined;
    const { timeZone } = programme;
    const paid = paidFor(world, fact, rule);
    const decided = decideByRule(fact, known, { rule, timeZone, referral, paid, ...(sale ? { sale } : {}) });
    const asked = onCondition(rule, fact, state, decided);
    const { outcomes, memory } = withinLimits(programme, rule, state, turn.at, asked);
    if (memory !== undefined) state.memory[rule.name] = memory;
    if (rule.kind === 'points-per-achievement') tally(acting, rule, known, { outcomes, memory });
    for (const outcome of outcomes) {
      if (outcome.result === 'awarded' && outcome.points > 0n) award(acting, programme, outcome);
      if (outcome.result === 'taken-back')
        clawBack(world, state, moverOf(acting), outcome.rule, outcome.thing, outcome.points);
      if ('reviewId' in fact) rememberReview(world, fact.reviewId, outcome);
      if (fact.kind === 'friend-qualified' && rule.kind === 'points-per-referral' && outcome.result === 'awarded')
        world.friends.set(fact.referralId, { points: outcome.points, at: turn.at });
      note(acting, outcome);
      all.push(outcome);
    }
  }
  return all;
}

/** A later version may no longer have the rule that paid, or not under that name. */
function paidAt({ reviews, friends }: World, fact: Fact): number | undefined {
  if (fact.kind === 'review-taken-back') return reviews.get(fact.reviewId)?.at;
  return fact.kind === 'friend-lost' ? friends.get(fact.referralId)?.at : undefined;
}

/** What was paid for what now is taken back. */
function paidFor({ reviews, friends }: World, fact: Fact, { name }: EarnRule): bigint | undefined {
  if (fact.kind === 'review-taken-back') return reviews.get(fact.reviewId)?.paid.get(name);
  return fact.kind === 'friend-lost' ? friends.get(fact.referralId)?.points : undefined;
}

function rememberReview({ reviews }: World, reviewId: string, outcome: Outcome): void {
  if (outcome.result === 'awarded') reviews.get(reviewId)?.paid.set(outcome.rule, outcome.points);
  if (outcome.result === 'taken-back') reviews.get(reviewId)?.paid.delete(outcome.rule);
}

function award(
  acting: Acting,
  programme: Programme,
  { rule, thing, points, pendingDays, partnerId }: Extract<Outcome, { result: 'awarded' }>,
): void {
  const { world, account, state, turn } = acting;
  beActive(world, state, turn.at);
  const availableAt = pendingDays === undefined ? turn.at : daysLater(turn.at, pendingDays, programme.timeZone);
  const fresh = freshLot(programme, { rule, thing, earned: placeOf(turn) }, turn.at, availableAt);
  // Where inactivity decides, what is earned goes with all others, unless its rule has a date for it.
  const { expiresAt: _own, ...lasting } = fresh;
  const lot = programme.expiry.kind === 'inactivity' && !keepsItsDate(world, fresh) ? lasting : fresh;
  state.totals.earned += points;
  putIn(state, lot, points);
  const expiresAt = goneAt(state, lot);
  world.movements.push({
    ...{ account, kind: 'award', rule, thing, points, at: turn.at, because: placeOf(turn), availableAt },
    ...{ part: lot.pending ? 'pending' : 'available', programmeVersion: programme.version, partnerId },
    ...(expiresAt === Infinity ? {} : { expiresAt }),
  });
}

export function note({ world, account, turn }: Acting, outcome: Outcome): void {
  world.outcomes.push({ ...outcome, account, turn });
}

export function moverOf({ world, account, turn }: Acting): Mover {
  return {
    account,
    at: turn.at,
    because: placeOf(turn.then ?? turn),
    programmeVersion: programmeOf(world, turn.at).version,
  };
}
