import { defineMigration } from '@perennial/persistence';

/** Campaigns with several offers: which one was made, how it was chosen, and what is known of them. */
export const choicesAmongOffers = defineMigration({
  scope: 'campaign',
  number: 60,
  name: 'choices-among-offers',
  up: /* sql */ `
-- Which of the offers of its campaign it is. Null: the campaign has one.
alter table offer add column option text collate "C";
create index offer_option on offer (campaign_id, option, valid_to) include (ended) where option is not null;

-- Version of the policy, options that were eligible, chosen one, propensities and seed: with these the choice can be made again.
alter table decision
  add column choice jsonb,
  add constraint decision_choice_check check (choice is null or outcome = 'offered');

-- What was known of the offers of a campaign, from a time on. Never changed: decisions name the version they were made by.
create table choice_policy (
  campaign_id text collate "C" not null,
  version int4 not null check (version > 0),
  -- By option: how many were redeemed, and how many have ended unused, of those whose time is over.
  outcomes jsonb not null,
  made_at timestamptz not null,
  primary key (campaign_id, version)
);

do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('revoke update, delete, truncate on choice_policy from %I', current_database());
  end if;
end
$$;
`,
});
