import type { EarnRule, Programme } from '@perennial/programme';

import { daysLater } from '../calendar.js';
import type { Fact } from '../fact.js';
import type { Lot } from '../lot.js';
import type { ReferralState } from '../member-state.js';
import { beActive } from '../passage.js';
import { placeOf } from '../place.js';
import { decideByRule } from '../rules/index.js';
import { unconcerned, type Outcome, type SaleContext } from '../rules/rule-kind.js';
import { goneAt, putIn, putInNew } from '../wallet.js';
import { freshLot, keepsItsDate, programmeOf, type World } from '../world.js';
import { note, takeBack, type Acting } from './acting.js';
import { onCondition } from './condition.js';
import { tally } from './tallies.js';
import { withinLimits, withinWallet } from './within-limits.js';

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
    const decided = decideByRule(fact, known, { rule, timeZone, referral, paid, sale });
    if (decided === unconcerned) continue;
    const asked = onCondition(rule, fact, state, decided);
    const { outcomes, memory } = withinWallet(rule, state, withinLimits(programme, rule, state, turn.at, asked));
    if (memory !== undefined) state.memory[rule.name] = memory;
    if (rule.kind === 'points-per-achievement') tally(acting, rule, known, { outcomes, memory });
    for (const outcome of outcomes) {
      if (outcome.result === 'awarded' && outcome.points > 0n) award(acting, programme, fact, outcome);
      if ('reviewId' in fact) rememberReview(world, fact.reviewId, outcome);
      if (fact.kind === 'friend-qualified' && rule.kind === 'points-per-referral' && outcome.result === 'awarded')
        world.friends.set(fact.referralId, { points: outcome.points, at: turn.at });
      if (outcome.result === 'taken-back') takeBack(acting, outcome);
      else note(acting, outcome);
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

/** Puts points into the wallet, with the dates that the programme gives them. */
export function award(
  acting: Acting,
  programme: Programme,
  fact: Fact,
  { rule, thing, points, pendingDays, partnerId }: Extract<Outcome, { result: 'awarded' }>,
): void {
  const { world, account, state, turn } = acting;
  beActive(world, state, turn.at);
  const availableAt = pendingDays === undefined ? turn.at : daysLater(turn.at, pendingDays, programme.timeZone);
  const fresh = freshLot(programme, { rule, thing, earned: placeOf(turn) }, turn.at, availableAt);
  // Where inactivity decides, what is earned goes with all others, unless its rule has a date for it.
  const goesWithOthers = programme.expiry.kind === 'inactivity' && !keepsItsDate(world, fresh);
  const lot = goesWithOthers ? withoutDate(fresh) : fresh;
  state.totals.earned += points;
  // A purchase acts once, so nothing can have been given for it before.
  if (fact.kind === 'sale' && fact.thing === thing) putInNew(state, lot, points);
  else putIn(state, lot, points);
  const expiresAt = goneAt(state, lot);
  world.movements.push({
    account,
    kind: 'award',
    rule,
    thing,
    points,
    at: turn.at,
    because: placeOf(turn),
    availableAt,
    part: lot.pending ? 'pending' : 'available',
    programmeVersion: programme.version,
    partnerId,
    expiresAt: expiresAt === Infinity ? undefined : expiresAt,
  });
}

function withoutDate({ expiresAt: _own, ...lasting }: Lot): Lot {
  return lasting;
}

/**
 * The referral that a purchase now may qualify. A person is brought once: of the referrals that merged records came with,
 * the first in order of things, unless one was qualified already; and by somebody else: not by who is the same person now.
 */
export function openReferral({ account, state }: Acting): ReferralState | undefined {
  const { referrals, records } = state;
  if (!referrals || referrals.some(({ qualified }) => qualified)) return undefined;
  return referrals.find(({ referrer }) => referrer !== account && !records?.includes(referrer));
}
