import type { Envelope } from '@perennial/contracts';
import type { Programme } from '@perennial/programme';

import { decide, type Decision } from './decision.js';
import { triggers } from './triggers/index.js';

const DAY_MS = 86_400_000;

/** What is known of a customer besides the purchases to respond to. */
export interface CustomerHistory {
  readonly customerId: string;
  /** Purchases that count: those not cancelled. */
  readonly countedBefore: number;
  /** Campaigns that have made or withheld an offer. */
  readonly answeredCampaigns: ReadonlySet<string>;
}

/**
 * What the campaigns of a programme answer to one customer's new purchases. A campaign that is not triggered answers
 * nothing, and nothing is recorded.
 *
 * @param purchases in order of things, all of one customer
 * @param now the service's clock, milliseconds since 1970
 */
export function respond(
  programme: Pick<Programme, 'campaigns' | 'maxReactionAgeDays'>,
  { customerId, countedBefore, answeredCampaigns }: CustomerHistory,
  purchases: readonly Envelope[],
  now: number,
): Decision[] {
  const maxReactionAgeMs = programme.maxReactionAgeDays * DAY_MS;
  return programme.campaigns.flatMap((campaign) => {
    const cause = triggers[campaign.trigger.kind](countedBefore, purchases);
    if (!cause) return [];
    const answeredBefore = answeredCampaigns.has(campaign.id);
    return [decide({ customerId, campaign, cause }, { now, maxReactionAgeMs, answeredBefore })];
  });
}
