import { defineMigration } from '@perennial/persistence';

/** Needs the function `refuse_change` of 0001. */
export const commands = defineMigration({
  scope: 'ledger',
  number: 3,
  name: 'commands',
  up: /* sql */ `
-- What was decided over HTTP, found by the id it was given. What became of the points is told by the facts alone.
create table redemption (
  redemption_id uuid primary key,
  account uuid not null,
  bucket int2 not null,
  -- Who redeemed together, in the order their points were drawn in.
  pool uuid[] not null,
  reward_id text collate "C" not null,
  choice text collate "C",
  quantity int4 not null check (quantity > 0),
  points int8 not null check (points > 0),
  -- The month whose slots it took, such as 2027-03; null: it took none.
  slot_month text collate "C",
  code text collate "C" unique,
  redeemed_at timestamptz not null
);

create table redemption_reversal (
  redemption_id uuid primary key,
  bucket int2 not null,
  reversed_at timestamptz not null
);

-- How many of a reward are gone, in all (period 'all') and by month where it has slots.
create table reward_taken (
  reward_id text collate "C" not null,
  period text collate "C" not null,
  taken int8 not null check (taken >= 0),
  primary key (reward_id, period)
) with (fillfactor = 50);

create table reservation (
  reservation_id uuid primary key,
  account uuid not null,
  bucket int2 not null,
  pool uuid[] not null,
  points int8 not null check (points > 0),
  order_id text collate "C",
  reserved_at timestamptz not null,
  until timestamptz not null check (until > reserved_at)
);

create table adjustment (
  adjustment_id uuid primary key,
  account uuid not null,
  bucket int2 not null,
  points int8 not null check (points <> 0),
  reason text collate "C" not null,
  proposed_by text collate "C" not null,
  proposed_at timestamptz not null,
  -- Of so many points that a second person has to approve.
  needs_approval boolean not null
);
create index adjustment_needs_approval on adjustment (proposed_at, adjustment_id) where needs_approval;

create table adjustment_approval (
  adjustment_id uuid primary key,
  bucket int2 not null,
  -- The adjustment's own, whatever an insert says: so the table itself refuses one person twice.
  proposed_by text collate "C" not null,
  approved_by text collate "C" not null,
  approved_at timestamptz not null,
  check (approved_by <> proposed_by)
);

-- Not a foreign key: tables have none, so that buckets of members can move to a database of their own. Of what needs no
-- approval, or does not exist, there is no proposer: it is refused.
create function name_proposer() returns trigger language plpgsql as $$
begin
  new.proposed_by := (select proposed_by from adjustment where adjustment_id = new.adjustment_id and needs_approval);
  return new;
end $$;
create trigger adjustment_approval_names_proposer before insert on adjustment_approval
  for each row execute function name_proposer();

create table household (
  household_id uuid primary key,
  bucket int2 not null,
  -- In the order of their customer ids.
  members uuid[] not null check (cardinality(members) >= 2),
  formed_at timestamptz not null
);
-- Each in one household at most.
create table household_member (
  account uuid primary key,
  bucket int2 not null,
  household_id uuid not null
);

create trigger redemption_is_append_only before update or delete or truncate on redemption
  for each statement execute function refuse_change();
create trigger redemption_reversal_is_append_only before update or delete or truncate on redemption_reversal
  for each statement execute function refuse_change();
create trigger reservation_is_append_only before update or delete or truncate on reservation
  for each statement execute function refuse_change();
create trigger adjustment_is_append_only before update or delete or truncate on adjustment
  for each statement execute function refuse_change();
create trigger adjustment_approval_is_append_only before update or delete or truncate on adjustment_approval
  for each statement execute function refuse_change();
create trigger household_is_append_only before update or delete or truncate on household
  for each statement execute function refuse_change();
create trigger household_member_is_append_only before update or delete or truncate on household_member
  for each statement execute function refuse_change();

do $$
begin
  if exists (select from pg_roles where rolname = current_database()) then
    execute format('revoke update, delete, truncate on redemption, redemption_reversal, reservation, adjustment, '
                   'adjustment_approval, household, household_member from %I', current_database());
    execute format('revoke delete, truncate on reward_taken from %I', current_database());
  end if;
end $$;
`,
});
