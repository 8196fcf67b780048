import { parseInstant } from '@perennial/contracts';
import { instantsOf, type Campaign } from '@perennial/programme';

import type { Candidate } from '../candidate.js';
import type { CustomerFeatures } from '../features.js';
import { holds } from './event.trigger.js';

export type ScheduleCampaign = Campaign & {
  readonly trigger: Extract<Campaign['trigger'], { readonly kind: 'schedule' }>;
};

export const isScheduleCampaign = (campaign: Campaign): campaign is ScheduleCampaign =>
  campaign.trigger.kind === 'schedule';

/** No more are entered at once; what is left follows. */
const AT_ONCE = 100;

/**
 * The instants of a campaign that have come, the earliest first.
 *
 * @param from inclusive @param now inclusive; milliseconds since 1970
 */
export function instantsDue(
  { trigger }: ScheduleCampaign,
  { from, now, timeZone }: { readonly from: number; readonly now: number; readonly timeZone: string },
): number[] {
  if (trigger.cron !== undefined) return instantsOf(trigger.cron, timeZone, { from, until: now + 1, most: AT_ONCE });
  const instants = (trigger.at ?? []).flatMap((instant) => parseInstant(instant) ?? []);
  return [...new Set(instants)].filter((at) => at >= from && at <= now).sort((a, b) => a - b);
}

/** How an instant of a campaign is called: part of its cause, and answered once. */
export const occasionOf = (dueAt: Date): string => dueAt.toISOString();

/** The candidate of a campaign whose instant has come, where its condition is true of the customer, who is in its audience. */
export function triggeredBySchedule(
  campaign: ScheduleCampaign,
  customerId: string,
  features: CustomerFeatures,
  { dueAt, source }: { readonly dueAt: Date; readonly source: string },
): Candidate | undefined {
  if (!holds(campaign.trigger.when, features)) return undefined;
  const occasion = occasionOf(dueAt);
  const cause = { id: `${campaign.id}/${occasion}`, source, at: dueAt.getTime() };
  return { customerId, campaign, cause, occasion };
}
