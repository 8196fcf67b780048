import { defineMigration } from '@perennial/persistence';

/** What a campaign decided is found by the campaign: its results are asked of it. */
export const results = defineMigration({
  scope: 'campaign',
  number: 50,
  name: 'results',
  up: /* sql */ `
create index decision_campaign on decision (campaign_id, cause_at) where outcome <> 'skipped';
`,
});
