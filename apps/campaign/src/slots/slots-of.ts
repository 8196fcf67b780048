import { parseInstant } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import type { Campaign, Programme } from '@perennial/programme';

import { findAdHocCampaign } from '../runs/queries/ad-hoc-campaigns.js';
import type { Slot } from './domain/place.js';

/** The slots of a campaign, in the order of the document. */
export function slotsIn({ offer }: Campaign): Slot[] {
  const slots = offer?.kind === 'experience' ? (offer.slots ?? []) : [];
  return slots.map(({ id, at, places }) => ({ slot: id, startsAt: new Date(parseInstant(at) ?? NaN), places }));
}

/** The slots that a campaign has now, of the document or by hand: none where there is no such campaign any more. */
export async function slotsOf(tx: Tx, { campaigns }: Programme, campaignId: string): Promise<Slot[]> {
  const campaign = campaigns.find(({ id }) => id === campaignId) ?? (await findAdHocCampaign(tx, campaignId))?.campaign;
  return campaign ? slotsIn(campaign) : [];
}
