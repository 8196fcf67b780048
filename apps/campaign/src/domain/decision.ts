import { deterministicId, type Envelope } from '@perennial/contracts';
import type { Campaign } from '@perennial/programme';

import { armOf, type Arm } from './holdout.js';
import { steps } from './steps/index.js';
import type { Stop } from './steps/step.js';

/** What a campaign answered a customer, and why. */
export type Decision = {
  /** Also the id of the offer made or withheld: the same for the same customer, campaign and cause. */
  readonly decisionId: string;
  readonly customerId: string;
  readonly campaign: Campaign;
  readonly arm: Arm;
  /** The event that triggered the campaign. */
  readonly cause: Envelope;
} & (Stop | { readonly outcome: 'offered'; readonly reason: 'passed' });

/**
 * Asks the steps about a customer who triggered a campaign.
 *
 * @param now the service's clock, milliseconds since 1970
 * @param answeredBefore whether the campaign has made or withheld an offer for this customer before
 */
export function decide(
  { customerId, campaign, cause }: Pick<Decision, 'customerId' | 'campaign' | 'cause'>,
  { now, maxReactionAgeMs, answeredBefore }: { now: number; maxReactionAgeMs: number; answeredBefore: boolean },
): Decision {
  const arm = armOf(customerId, campaign.id, campaign.holdoutPercent);
  const candidate = { customerId, campaign, arm, at: cause.at, now, maxReactionAgeMs, answeredBefore };
  const decisionId = deterministicId('offer', customerId, campaign.id, cause.source, cause.id);
  for (const step of steps) {
    const stop = step(candidate);
    if (stop) return { decisionId, customerId, campaign, arm, cause, ...stop };
  }
  return { decisionId, customerId, campaign, arm, cause, outcome: 'offered', reason: 'passed' };
}
