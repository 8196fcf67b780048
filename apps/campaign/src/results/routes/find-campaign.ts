import type { Campaign, Programme } from '@perennial/programme';
import { ProblemError } from '@perennial/service';

/** @throws ProblemError 404 UNKNOWN_CAMPAIGN: it does not stand in the document */
export function campaignOf({ campaigns }: Programme, campaignId: string): Campaign {
  const campaign = campaigns.find(({ id }) => id === campaignId);
  if (campaign) return campaign;
  const known = campaigns.map(({ id }) => id).join(', ');
  throw new ProblemError(404, 'UNKNOWN_CAMPAIGN', `The programme has no such campaign. It has: ${known || 'none'}.`);
}

/** For /openapi.json. */
export const UNKNOWN_CAMPAIGN = '`UNKNOWN_CAMPAIGN`: no campaign of the programme document has this id.';
