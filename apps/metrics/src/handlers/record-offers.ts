import { isEvent, offerWithheld, pointsGranted, rewardIssued, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { calendarDay } from '../domain/calendar-day.js';
import { firstOffers, type CampaignOffer } from '../domain/campaign-offer.js';
import { issuerOf } from '../domain/programme-movement.js';
import { addOffers } from '../store/queries/add-offers.js';
import { lockRemembered } from './lock-remembered.js';
import type { MetricsChunk, Recorder } from './recorder.js';

/** Keeps whom a campaign gave points, and whom it would have made an offer but for its holdout. */
export const recordToldOffers: Recorder = async (events, tx, chunk) => {
  await recordOffers(events, tx, chunk);
  return { messages: [] };
};

/** Keeps when campaigns made whom the first offer. What is told of somebody forgotten was under way, and has no effect. */
export async function recordOffers(
  events: readonly Envelope[],
  tx: Tx,
  { timeZone }: Pick<MetricsChunk, 'timeZone'>,
): Promise<void> {
  const told = events.flatMap((event) => offerOf(event, timeZone) ?? []);
  if (told.length === 0) return;
  const { kept, personOf } = await lockRemembered(tx, told, ({ customerId }) => customerId);
  await addOffers(tx, firstOffers(kept, personOf));
}

function offerOf(event: Envelope, timeZone: string): CampaignOffer | undefined {
  const day = calendarDay(event.at, timeZone);
  if (isEvent(offerWithheld, event)) {
    const { customerId, campaignId, arm } = event.data;
    return { customerId, campaignId, arm, day };
  }
  if (isEvent(pointsGranted, event)) {
    const { customerId, campaignId } = event.data;
    return { customerId, campaignId, arm: 'treatment', day };
  }
  if (!isEvent(rewardIssued, event) || issuerOf(event) !== 'campaign') return undefined;
  // Of a gift, the reference is what it is.
  const { customerId, reason } = event.data;
  return { customerId, campaignId: reason.rule, arm: 'treatment', day };
}
