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

-- What staff does by hand: points given or taken, and what is done about expiry, so that one rule of the second person
-- holds for all.
create table adjustment (
  adjustment_id uuid primary key,
  account uuid not null,
  bucket int2 not null,
  kind text not null check (kind in ('adjustment', 'reinstatement', 'extension')),
  points int8 not null check (points <> 0),
  -- The date points get; null: of a reinstatement the one the programme gives, of an adjustment always.
  expires_at timestamptz,
  -- Of an extension: lots that would be gone by then, inclusive; null: all that would be gone before the new date.
  expiring_by timestamptz,
  proposed_by text collate "C" not null,
  proposed_at timestamptz not null,
  -- Of so many points that a second person has to approve.
  needs_approval boolean not null,
  constraint adjustment_is_one_of_three check (
    case kind when 'adjustment' then expires_at is null and expiring_by is null
              when 'reinstatement' then points > 0 and expiring_by is null
              else points > 0 and expires_at is not null end)
);
create index adjustment_needs_approval on adjustment (proposed_at, adjustment_id) where needs_approval;

-- One row per adjustment whichever way it went: so what was declined cannot be approved, whoever comes first.
create table adjustment_verdict (
  adjustment_id uuid primary key,
  bucket int2 not null,
  -- The adjustment's own, whatever an insert says: so the table itself refuses one person twice.
  proposed_by text collate "C" not null,
  approved boolean not null,
  decided_by text collate "C" not null,
  decided_at timestamptz not null,
  -- Who proposed it may withdraw it, but not approve it; in capitals it is nobody else.
  constraint adjustment_verdict_second_person
    check (not approved or lower(btrim(decided_by)) <> lower(btrim(proposed_by)))
);

-- Not a foreign key: tables have none, so that buckets of members can move to a database of their own. Of what needs no
-- approval, or does not exist, there is no proposer: it is refused.
create function name_proposer() returns trigger language plpgsql as $$
begin
  new.proposed_by := (select proposed_by from adjustment where adjustment_id = new.adjustment_id and needs_approval);
  return new;
end $$;
create trigger adjustment_verdict_names_proposer before insert on adjustment_verdict
  for each row execute function name_proposer();

-- Why it was proposed, and why it was declined. What people write may tell of a person, so it goes when the member is
-- forgotten.
create table adjustment_note (
  account uuid not null,
  adjustment_id uuid not null,
  about text not null check (about in ('proposal', 'refusal')),
  bucket int2 not null,
  reason text collate "C" not null,
  primary key (account, adjustment_id, about)
);

-- As it was formed. Who has left it, was merged or forgotten since is told by the facts: the wallet's own row, locked by
-- whoever changes it, names one household at most.
create table household (
  household_id uuid primary key,
  bucket int2 not null,
  -- In the order of their customer ids.
  members uuid[] not null check (cardinality(members) >= 2),
  formed_at timestamptz not null
);

create trigger redemption_is_append_only before update or delete or truncate on redemption
  for each statement execute function refuse_change();
create trigger redemption_reversal_is_append_only before update or delete or truncate on redemption_reversal
  for each statement execute function refuse_change();
create trigger reservation_is_append_only before update or delete or truncate on reservation
  for each statement execute function refuse_change();
create trigger adjustment_is_append_only before update or delete or truncate on adjustment
  for each statement execute function refuse_change();
create trigger adjustment_verdict_is_append_only before update or delete or truncate on adjustment_verdict
  for each statement execute function refuse_change();
create trigger household_is_append_only before update or delete or truncate on household
  for each statement execute function refuse_change();

do $$
begin
  if exists (select from pg_roles where rolname = current_database()) then
    execute format('revoke update, delete, truncate on redemption, redemption_reversal, reservation, adjustment, '
                   'adjustment_verdict, household from %I', current_database());
    execute format('revoke delete, truncate on reward_taken from %I', current_database());
    execute format('revoke update, truncate on adjustment_note from %I', current_database());
  end if;
end $$;
`,
});
