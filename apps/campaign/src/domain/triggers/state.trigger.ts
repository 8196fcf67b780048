import { compileCondition, type Campaign } from '@perennial/programme';

import { isBackfilled, isSettled, type ReactionClock } from '../backfilled.js';
import type { Candidate, Cause } from '../candidate.js';
import { customerInConditions, type CustomerFeatures } from '../features.js';
import { answersWithin, limitOf } from '../limits.js';
import type { PastAnswer } from '../situation.js';
import { holds } from './event.trigger.js';

/** A customer of whom something new was told. */
export interface ChangedCustomer {
  readonly customerId: string;
  readonly features: CustomerFeatures;
  /** What was known before; absent where nobody looked. */
  readonly before?: CustomerFeatures | undefined;
  readonly answers: readonly PastAnswer[];
}

/**
 * The campaigns for what is known of a customer now. The state lasts, and is told again and again: a customer whom the campaign has
 * answered as often as it may is none of its candidates, so that nothing is recorded each time.
 *
 * A backfill mails nobody: whoever is known by purchases only that were old when they were told of is a candidate when the state is
 * seen to begin, and not while the backfill may still go on.
 *
 * @param cause the event that told something new of the customer
 */
export function triggeredByState(
  campaigns: readonly Campaign[],
  cause: Cause,
  { customerId, features, before, answers }: ChangedCustomer,
  clock: ReactionClock,
): Candidate[] {
  return campaigns.flatMap((campaign) => {
    const { trigger } = campaign;
    if (trigger.kind !== 'state' || !holds(trigger.when, features)) return [];
    if (isBackfilled(features) && !(isSettled(features, clock) && wasNot(trigger.when, before))) return [];
    const limit = limitOf(campaign);
    const answered = answers.filter(({ campaignId }) => campaignId === campaign.id);
    if (limit && answersWithin(answered, cause.at, limit.days).length >= limit.most) return [];
    return [{ customerId, campaign, cause }];
  });
}

/** Whether a condition is known not to have held. */
function wasNot(when: string, before: CustomerFeatures | undefined): boolean {
  return before !== undefined && compileCondition(when).isFalse({ customer: customerInConditions(before) });
}
