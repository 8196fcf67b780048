import { textColumn, type Tx } from '@perennial/persistence';

import type { ChoicePolicy } from '../domain/choose-offer.js';

const SQL = /* sql */ `
  select newest.*
    from unnest($1::text[]) as asked (id)
   cross join lateral (
           select campaign_id, version, outcomes
             from choice_policy
            where campaign_id = asked.id
            order by version desc
            limit 1) newest`;

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
