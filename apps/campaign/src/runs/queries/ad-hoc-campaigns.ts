import type { Tx } from '@perennial/persistence';
import type { Campaign } from '@perennial/programme';

import type { ScheduleCampaign } from '../../domain/triggers/schedule.trigger.js';

const INSERT = /* sql */ `
  insert into ad_hoc_campaign (campaign_id, document, exempt, programme_version, actor, accepted_at)
  values ($1, $2::jsonb, $3, $4, $5, $6)
      on conflict do nothing
  returning campaign_id`;

export interface Acceptance {
  readonly programmeVersion: number;
  /** Who starts it. */
  readonly actor: string;
  readonly at: Date;
}

/** @returns false where there is one of this id already: an id is used once */
export async function insertAdHocCampaign(
  tx: Tx,
  campaign: ScheduleCampaign,
  { programmeVersion, actor, at }: Acceptance,
): Promise<boolean> {
  const values = [campaign.id, JSON.stringify(campaign), campaign.exempt, programmeVersion, actor, at];
  return (await tx.query(INSERT, values, 'runs.insert-ad-hoc-campaign')).length > 0;
}

interface Row {
  readonly document: ScheduleCampaign;
  readonly programme_version: number;
}

/** A campaign that stands in no document, as it was accepted, and the version that was in force then. */
export interface AdHoc {
  readonly campaign: ScheduleCampaign;
  readonly programmeVersion: number;
}

const FIND = /* sql */ `select document, programme_version from ad_hoc_campaign where campaign_id = $1`;

export async function findAdHocCampaign(tx: Tx, campaignId: string): Promise<AdHoc | undefined> {
  const [row] = await tx.query<Row>(FIND, [campaignId], 'runs.find-ad-hoc-campaign');
  return row && { campaign: row.document, programmeVersion: row.programme_version };
}

const LIST = /* sql */ `select document, programme_version from ad_hoc_campaign order by accepted_at desc, campaign_id limit $1`;

/** The latest, these first. */
export async function listAdHocCampaigns(tx: Tx, limit: number): Promise<Campaign[]> {
  const rows = await tx.query<Row>(LIST, [limit], 'runs.list-ad-hoc-campaigns');
  return rows.map(({ document }) => document);
}
