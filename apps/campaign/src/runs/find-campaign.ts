import type { Tx } from '@perennial/persistence';
import type { Campaign, Programme } from '@perennial/programme';
import { ProblemError } from '@perennial/service';

import { findAdHocCampaign } from './queries/ad-hoc-campaigns.js';

export interface FoundCampaign {
  readonly campaign: Campaign;
  /** In force now; of an ad-hoc campaign, when it was accepted. */
  readonly programmeVersion: number;
  readonly isAdHoc: boolean;
}

/** @throws ProblemError 404 UNKNOWN_CAMPAIGN: it does not stand in the document, and was not started by hand */
export async function findCampaign(
  tx: Tx,
  { campaigns, version }: Programme,
  campaignId: string,
): Promise<FoundCampaign> {
  const campaign = campaigns.find(({ id }) => id === campaignId);
  if (campaign) return { campaign, programmeVersion: version, isAdHoc: false };
  const found = await findAdHocCampaign(tx, campaignId);
  if (found) return { ...found, isAdHoc: true };
  const known = campaigns.map(({ id }) => id).join(', ');
  throw new ProblemError(404, 'UNKNOWN_CAMPAIGN', `The programme has no such campaign. It has: ${known || 'none'}.`);
}

/** For /openapi.json. */
export const UNKNOWN_CAMPAIGN = '`UNKNOWN_CAMPAIGN`: no campaign has this id.';
