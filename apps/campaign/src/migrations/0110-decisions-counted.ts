import { defineMigration } from '@perennial/persistence';

/** How often campaigns came to what is counted as it happens, and all that was decided is found by its campaign. */
export const decisionsCounted = defineMigration({
  scope: 'campaign',
  number: 110,
  name: 'decisions-counted',
  up: /* sql */ `
-- A row for what one transaction decided, or forgot: nobody waits for anybody who counts the same. They are added up now and then.
create table decision_count (
  campaign_id text collate "C" not null,
  outcome text not null check (outcome in ('offered', 'withheld', 'skipped')),
  reason text not null,
  n int8 not null
);
insert into decision_count (campaign_id, outcome, reason, n)
select campaign_id, outcome, reason, count(*) from decision group by 1, 2, 3;

-- The others stand in decision_campaign: each decision is in one of the two.
create index decision_campaign_skipped on decision (campaign_id, cause_at) where outcome = 'skipped';
`,
});
