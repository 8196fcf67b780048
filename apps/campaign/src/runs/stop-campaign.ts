import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { ProblemError, type Clock, type CommandResult } from '@perennial/service';

import { findCampaign } from './find-campaign.js';
import { listRuns, stopRuns } from './queries/runs.js';
import { runJson } from './routes/run-json.js';

/**
 * Has nobody else decided about by an ad-hoc campaign, or by one that the document has no more and that is not over. What was offered
 * stays; of one that is over nothing changes.
 *
 * @throws ProblemError UNKNOWN_CAMPAIGN (404), CAMPAIGN_OF_DOCUMENT (409)
 */
export async function stopCampaign(
  tx: Tx,
  programme: Programme,
  campaignId: string,
  clock: Clock,
): Promise<CommandResult> {
  if (programme.campaigns.some(({ id }) => id === campaignId)) {
    const detail = 'The campaign stands in the programme document: take it out there.';
    throw new ProblemError(409, 'CAMPAIGN_OF_DOCUMENT', detail);
  }
  await stopRuns(tx, campaignId, clock());
  const [run] = await listRuns(tx, [campaignId], 1);
  if (!run) await findCampaign(tx, programme, campaignId);
  return { status: 200, body: { campaignId, ...(run && runJson(run, clock())) } };
}
