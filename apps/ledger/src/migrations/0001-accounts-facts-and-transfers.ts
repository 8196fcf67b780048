import { defineMigration } from '@perennial/persistence';

export const accountsFactsAndTransfers = defineMigration({
  scope: 'ledger',
  number: 1,
  name: 'accounts-facts-and-transfers',
  up: /* sql */ `
-- Who is who. The only table of the member family that knows a customer id: cut the row, and the rest is nobody's.
create table member (
  customer_id text collate "C" primary key,
  -- Random: nothing can be derived from it.
  account uuid not null unique,
  bucket int2 not null
);

-- One row per member: the wallet, the counters, and what the fold needs to take its next step. Rows change all the time
-- and no changing column has an index, so that most updates stay on their page.
create table balance (
  account uuid primary key,
  bucket int2 not null,
  available int8 not null default 0 check (available >= 0),
  earned int8 not null default 0 check (earned >= 0),
  clawed_back int8 not null default 0 check (clawed_back >= 0),
  -- Highest numbers given: of transfers, and of messages on either topic.
  transfers int8 not null default 0,
  reward_sequence int8 not null default 0,
  points_sequence int8 not null default 0,
  -- The newest fact, the first purchase, limits used up: a cache of the facts, which can always be folded again.
  state jsonb not null default '{"reviews": {}}'
) with (fillfactor = 70);

-- Every accepted event, for ever, with those that change no points. An account without a member is a guest's order.
create table fact (
  account uuid not null,
  at timestamptz not null,
  source text collate "C" not null,
  id text collate "C" not null,
  bucket int2 not null,
  type text collate "C" not null,
  order_id text collate "C",
  data jsonb not null,
  -- When we knew: what a balance was on some day, as it was known on some day, can be told from the facts alone.
  booked_at timestamptz not null,
  primary key (account, at, source, id)
);

-- Accepted events about something that nothing else is known of: of orders without a purchase, of reviews without a
-- publication. One that names another customer than the publication that came later stays here, without effect.
create table parked (
  -- Kind of thing and id: order:o-1, review:r-1.
  waits_for text collate "C" not null,
  source text collate "C" not null,
  id text collate "C" not null,
  at timestamptz not null,
  bucket int2 not null,
  type text collate "C" not null,
  data jsonb not null,
  booked_at timestamptz not null,
  primary key (waits_for, source, id)
);

-- Whoever names an order first inserts it. Without account no purchase of it is known.
create table purchase_order (
  order_id text collate "C" primary key,
  bucket int2 not null,
  account uuid,
  account_bucket int2,
  guest boolean not null default false,
  currency text collate "C",
  -- The lowest revision known.
  revision int8
);

-- Whoever names a review first inserts it. Without account no publication of it is known.
create table review (
  review_id text collate "C" primary key,
  account uuid,
  bucket int2 not null
);

-- The graph of referrals: every referral ever, with its verdict.
create table referral (
  referee uuid not null,
  at timestamptz not null,
  source text collate "C" not null,
  id text collate "C" not null,
  bucket int2 not null,
  referral_id text collate "C" not null,
  referrer uuid not null,
  bought_before boolean not null,
  verdict text not null,
  -- The referee's qualifying purchase.
  qualified_at timestamptz,
  qualified_source text collate "C",
  qualified_id text collate "C",
  primary key (referee, at, source, id),
  check (verdict = 'accepted' or qualified_at is null),
  check ((qualified_at is null) = (qualified_source is null) and (qualified_at is null) = (qualified_id is null))
);
create index referral_referrer on referral (referrer);

-- One row is one transfer: points leave one account and reach another, so nothing can be out of balance.
create table transfer (
  account uuid not null,
  -- 1, 2, 3 ... per account, without gaps.
  number int8 not null check (number > 0),
  transfer_id uuid not null,
  bucket int2 not null,
  debit text not null,
  credit text not null,
  points int8 not null check (points > 0),
  unit text not null,
  kind text not null,
  rule text collate "C" not null,
  programme_version int4 not null,
  -- What was paid for.
  fact_at timestamptz not null,
  fact_source text collate "C" not null,
  fact_id text collate "C" not null,
  -- The event that caused it.
  cause_source text collate "C" not null,
  cause_id text collate "C" not null,
  -- When it happened, and when we knew.
  occurred_at timestamptz not null,
  booked_at timestamptz not null,
  -- Number of its message on the topic of its kind.
  member_sequence int8 not null check (member_sequence > 0),
  primary key (account, number),
  unique (account, transfer_id),
  check (debit <> credit and 'wallet' in (debit, credit))
);

create view posting as
  select account, number, transfer_id, bucket, debit as ledger_account, -points as points, unit, occurred_at, booked_at
    from transfer
  union all
  select account, number, transfer_id, bucket, credit, points, unit, occurred_at, booked_at
    from transfer;

-- Points by the fact they were earned with.
create table lot (
  account uuid not null,
  rule text collate "C" not null,
  fact_source text collate "C" not null,
  fact_id text collate "C" not null,
  bucket int2 not null,
  -- Still in the wallet.
  points int8 not null check (points >= 0),
  earned_at timestamptz not null,
  available_at timestamptz not null,
  -- Gone from this instant on; null: never.
  expires_at timestamptz,
  primary key (account, rule, fact_source, fact_id)
) with (fillfactor = 80);

-- What each chunk moved out of (below 0) or into the programme's own accounts: netted, so that they are never hot rows.
create table system_posting (
  topic text collate "C" not null,
  partition int4 not null,
  next_offset int8 not null,
  ledger_account text not null,
  points int8 not null,
  primary key (topic, partition, next_offset, ledger_account)
);

-- What is booked stays booked: a correction is another transfer.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
create trigger transfer_is_append_only before update or delete or truncate on transfer
  for each statement execute function refuse_change();
create trigger system_posting_is_append_only before update or delete or truncate on system_posting
  for each statement execute function refuse_change();

-- The service runs as a role named like its database, which has these rights by default.
do $$
begin
  if exists (select from pg_roles where rolname = current_database()) then
    execute format('revoke update, delete, truncate on transfer, system_posting, fact from %I', current_database());
  end if;
end $$;
`,
});
