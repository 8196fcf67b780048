import { defineMigration } from '@perennial/persistence';

/** Campaigns that are decided about for many customers at one instant. */
export const campaignRuns = defineMigration({
  scope: 'campaign',
  number: 71,
  name: 'campaign-runs',
  up: /* sql */ `
-- Since when the programme has a schedule as it is: nothing of before is caught up.
create table campaign_schedule (
  campaign_id text collate "C" primary key,
  schedule text collate "C" not null,
  programme_version int4 not null,
  since timestamptz not null
);

-- Campaigns that stand in no document, as they were accepted. No Name has a dot, so no campaign of a document has the id of one.
create table ad_hoc_campaign (
  campaign_id text collate "C" primary key check (campaign_id like 'ad-hoc.%'),
  document jsonb not null,
  exempt boolean not null,
  programme_version int4 not null,
  actor text collate "C" not null,
  accepted_at timestamptz not null
);

-- One instant of a campaign, and how far it is.
create table campaign_run (
  campaign_id text collate "C" not null,
  occasion text collate "C" not null,
  due_at timestamptz not null,
  state text not null check (state in ('running', 'done', 'stopped')),
  -- The last customer who was looked at.
  cursor text collate "C" not null default '',
  looked_at int8 not null default 0,
  decided int8 not null default 0,
  ended_at timestamptz,
  primary key (campaign_id, occasion),
  check ((state = 'running') = (ended_at is null)),
  check (state = 'running' or cursor = '')
) with (fillfactor = 80);
create index campaign_run_open on campaign_run (due_at) where state = 'running';
`,
});
