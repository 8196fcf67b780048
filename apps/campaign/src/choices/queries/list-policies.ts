import { textColumn, type Tx } from '@perennial/persistence';

import type { ChoicePolicy } from '../domain/choose-offer.js';

const SQL = /* sql */ `
  select distinct on (campaign_id) campaign_id, version, outcomes
    from choice_policy
   where campaign_id = any($1::text[])
   order by campaign_id, version desc`;

/** What campaigns know of their offers by now; without those that know nothing yet. */
export async function listPolicies(tx: Tx, campaignIds: readonly string[]): Promise<Map<string, ChoicePolicy>> {
  if (campaignIds.length === 0) return new Map();
  const rows = await tx.query<ChoicePolicy & { readonly campaign_id: string }>(
    SQL,
    [textColumn(campaignIds, (campaignId) => campaignId)],
    'campaign.list-choice-policies',
  );
  return new Map(rows.map(({ campaign_id, version, outcomes }) => [campaign_id, { version, outcomes }]));
}
