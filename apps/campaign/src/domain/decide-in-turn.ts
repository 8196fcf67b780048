import { compareInOrderOfThings } from '@perennial/contracts';
import type { AccessWindow, OfferBounds } from '@perennial/programme';

import { NOTHING_LEARNT, type ChoicePolicy } from '../choices/domain/choose-offer.js';
import { reserve, wantsOf, type BudgetUse } from './budget.js';
import type { Candidate } from './candidate.js';
import { decide, type Decision } from './decision.js';
import { UNKNOWN_CUSTOMER } from './features.js';
import type { Market, PastAnswer, Situation } from './situation.js';

export interface Around {
  readonly situations: ReadonlyMap<string, Situation>;
  readonly market: Market;
  readonly budgets: ReadonlyMap<string, BudgetUse>;
  /** By campaign with several offers; of one that is not there nothing is known. */
  readonly policies: ReadonlyMap<string, ChoicePolicy>;
  readonly bounds: OfferBounds;
  readonly windows: ReadonlyMap<string, AccessWindow>;
  readonly placesLeft: ReadonlyMap<string, number>;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly maxReactionAgeMs: number;
  readonly day: string;
}

const STRANGER: Situation = { features: UNKNOWN_CUSTOMER, answers: [], open: [], meanOrders: new Map() };

/** Outcomes that answer a customer: what is withheld by a cap, the margin or a budget may be offered another time. */
export function isAnswer({ outcome, reason }: Pick<Decision, 'outcome' | 'reason'>): boolean {
  return outcome === 'offered' || (outcome === 'withheld' && (reason === 'holdout' || reason === 'control-group'));
}

/**
 * Decides about candidates in the order of what triggered them, of one customer and event in the order of the programme: each sees
 * what the ones before it came to.
 *
 * @returns the decisions, and the budgets after them
 */
export function decideInTurn(
  candidates: readonly Candidate[],
  { situations, budgets: before, policies, ...around }: Around,
): { readonly decisions: readonly Decision[]; readonly budgets: ReadonlyMap<string, BudgetUse> } {
  const known = new Map(situations);
  let budgets = before;
  const decisions = candidates
    .toSorted((a, b) => compareInOrderOfThings(a.cause, b.cause))
    .map((candidate) => {
      const situation = known.get(candidate.customerId) ?? STRANGER;
      const policy = policies.get(candidate.campaign.id) ?? NOTHING_LEARNT;
      const decision = decide(candidate, { ...around, situation, budgets }, policy);
      if (isAnswer(decision)) known.set(candidate.customerId, afterwards(situation, decision));
      if (decision.outcome === 'offered')
        budgets = reserve(budgets, wantsOf(candidate.campaign, decision, decision.worth));
      return decision;
    });
  return { decisions, budgets };
}

function afterwards(situation: Situation, { campaign, cause, occasion, outcome, offer, worth }: Decision): Situation {
  const offered = outcome === 'offered';
  const answer: PastAnswer = { campaignId: campaign.id, at: cause.at, occasion, offered, counts: !campaign.exempt };
  // Points are given when they are made: whoever asks later finds none of them open.
  const isOpen = offered && offer?.kind !== 'points' && !campaign.exempt;
  return {
    ...situation,
    answers: [...situation.answers, answer],
    open: isOpen && worth ? [...situation.open, worth] : situation.open,
  };
}
