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

-- Counted by triggers, so that a build which knows of no counts has its decisions counted, too.
create function count_decisions_made() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  insert into decision_count (campaign_id, outcome, reason, n)
  select campaign_id, outcome, reason, count(*) from made group by 1, 2, 3;
  return null;
end $$;
create function count_decisions_gone() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  insert into decision_count (campaign_id, outcome, reason, n)
  select campaign_id, outcome, reason, -count(*) from gone group by 1, 2, 3;
  return null;
end $$;

-- Nobody decides between the count and the triggers.
lock table decision in share row exclusive mode;
create trigger decisions_made after insert on decision referencing new table as made
  for each statement execute function count_decisions_made();
create trigger decisions_gone after delete on decision referencing old table as gone
  for each statement execute function count_decisions_gone();
insert into decision_count (campaign_id, outcome, reason, n)
select campaign_id, outcome, reason, count(*) from decision group by 1, 2, 3;

-- The others stand in decision_campaign: each decision is in one of the two.
create index decision_campaign_skipped on decision (campaign_id, cause_at) where outcome = 'skipped';
`,
});
