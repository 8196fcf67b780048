import type { Campaign } from '@perennial/programme';

import type { Candidate, Cause } from '../candidate.js';
import type { CustomerFeatures } from '../features.js';
import { answersWithin, limitOf } from '../limits.js';
import type { PastAnswer } from '../situation.js';
import { holds } from './event.trigger.js';

/**
 * The campaigns for what is known of a customer now. The state lasts, and is told again and again: a customer whom the campaign has
 * answered as often as it may is none of its candidates, so that nothing is recorded each time.
 *
 * @param cause the event that told something new of the customer
 */
export function triggeredByState(
  campaigns: readonly Campaign[],
  cause: Cause,
  customerId: string,
  features: CustomerFeatures,
  answers: readonly PastAnswer[],
): Candidate[] {
  return campaigns.flatMap((campaign) => {
    const { trigger } = campaign;
    if (trigger.kind !== 'state' || !holds(trigger.when, features)) return [];
    const limit = limitOf(campaign);
    const answered = answers.filter(({ campaignId }) => campaignId === campaign.id);
    if (limit && answersWithin(answered, cause.at, limit.days).length >= limit.most) return [];
    return [{ customerId, campaign, cause }];
  });
}
