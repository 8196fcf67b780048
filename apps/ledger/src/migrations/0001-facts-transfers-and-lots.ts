import { defineMigration } from '@perennial/persistence';

export const factsTransfersAndLots = defineMigration({
  scope: 'ledger',
  number: 1,
  name: 'facts-transfers-and-lots',
  up: /* sql */ `
-- Who is who. The only table of the member family that knows a customer id: cut the row, and the rest is nobody's.
create table member (
  customer_id text collate "C" primary key,
  -- Random: nothing can be derived from it.
  account uuid not null unique,
  bucket int2 not null
);

-- Customers who were forgotten, by a digest of their id: what still tells of them is refused.
create table erased_subject (
  digest uuid primary key,
  bucket int2 not null,
  erased_at timestamptz not null
);

-- One row per member: the wallet, the counters, and what the fold needs to take its next step. Rows change all the time
-- and no changing column has an index, so that most updates stay on their page.
create table balance (
  account uuid primary key,
  bucket int2 not null,
  available int8 not null default 0 check (available >= 0),
  pending int8 not null default 0 check (pending >= 0),
  reserved int8 not null default 0 check (reserved >= 0),
  debt int8 not null default 0 check (debt >= 0),
  -- Sums over the facts in order of things, the same whatever order they arrived in.
  earned int8 not null default 0 check (earned >= 0),
  redeemed int8 not null default 0,
  expired int8 not null default 0,
  clawed_back int8 not null default 0 check (clawed_back >= 0),
  adjusted int8 not null default 0,
  transferred int8 not null default 0,
  reinstated int8 not null default 0,
  -- Highest numbers given: of transfers, and of messages on either topic.
  transfers int8 not null default 0,
  reward_sequence int8 not null default 0,
  points_sequence int8 not null default 0,
  -- The tier last told of; null: none yet.
  tier text collate "C",
  -- Accounts whose wallets hang together with this one.
  linked uuid[] not null default '{}',
  -- Dates that notices were given of.
  noticed jsonb not null default '{}',
  -- The newest fact, tier, limits used up: a cache of the facts, which can always be folded again. Null: no fact yet.
  state jsonb,
  check (available + pending + reserved - debt
         = earned - redeemed - expired - clawed_back + adjusted + transferred + reinstated)
) with (fillfactor = 70);

-- When time alone next changes a member. A row of its own, so that balance needs no index on what changes.
create table due (
  account uuid primary key,
  bucket int2 not null,
  at timestamptz not null
) with (fillfactor = 80);
create index due_at on due (at);

-- Every accepted event, and every decision, for ever, with those that change no points; without customer ids. An account
-- without a member is a guest's order.
create table fact (
  account uuid not null,
  at timestamptz not null,
  source text collate "C" not null,
  id text collate "C" not null,
  bucket int2 not null,
  type text collate "C" not null,
  data jsonb not null,
  -- When we knew: what a balance was on some day, as it was known on some day, can be told from the facts alone.
  booked_at timestamptz not null,
  primary key (account, at, source, id)
);

-- Orders, and spendings at partners. Whoever names one first inserts it. Without account nothing of it is known.
create table sale (
  -- order:o-1, accrual:fuel:t-1
  thing text collate "C" primary key,
  bucket int2 not null,
  account uuid,
  account_bucket int2,
  guest boolean not null default false,
  -- The highest revision accepted, and what it says.
  revision int8,
  currency text collate "C",
  total int8,
  -- Pieces by line; null: no lines are known.
  quantities jsonb,
  returned int8 not null default 0 check (returned >= 0),
  returned_quantities jsonb not null default '{}',
  cancelled boolean not null default false
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
  -- The referee's qualifying purchase, and when returns undid it.
  qualified jsonb,
  lost jsonb,
  primary key (referee, at, source, id),
  check (verdict = 'accepted' or qualified is null),
  check (qualified is not null or lost is null)
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
  -- What was paid for, or what it is about: order:o-1, redemption:...
  thing text collate "C" not null,
  programme_version int4 not null,
  -- Who funds it, or is paid for it.
  partner_id text collate "C",
  -- The event that caused it; of what time alone does, the one that earned the points.
  cause_source text collate "C" not null,
  cause_id text collate "C" not null,
  -- When it happened, and when we knew.
  occurred_at timestamptz not null,
  booked_at timestamptz not null,
  -- Number of its message on the topic of its kind; null: it has none.
  member_sequence int8 check (member_sequence > 0),
  -- The transaction that booked it, and its place among what that one booked.
  booking_id uuid not null,
  position int4 not null check (position >= 0),
  primary key (account, number),
  unique (account, transfer_id),
  check (debit <> credit
         and (debit in ('available', 'pending', 'reserved', 'debt') or credit in ('available', 'pending', 'reserved', 'debt')))
);
create index transfer_booking on transfer (booking_id);

create view posting as
  select account, number, transfer_id, bucket, debit as ledger_account, -points as points, unit, occurred_at, booked_at
    from transfer
  union all
  select account, number, transfer_id, bucket, credit, points, unit, occurred_at, booked_at
    from transfer;

-- Points by the fact they were earned with: what the fold says is left of each.
create table lot (
  account uuid not null,
  rule text collate "C" not null,
  thing text collate "C" not null,
  bucket int2 not null,
  -- Still in the wallet.
  points int8 not null check (points >= 0),
  pending boolean not null,
  -- An open reservation holds points of it: they may come back.
  held boolean not null,
  expired int8 not null default 0 check (expired >= 0),
  -- What it was earned with: of lots that expire together, the earliest is drawn first.
  earned_at timestamptz not null,
  earned_source text collate "C" not null,
  earned_id text collate "C" not null,
  available_at timestamptz not null,
  -- Gone from this instant on; null: never, or with all others where inactivity decides.
  expires_at timestamptz,
  primary key (account, rule, thing)
) with (fillfactor = 80);

-- What each booking moved out of (below 0) or into the programme's own accounts: netted, so that they are never hot rows.
create table system_posting (
  booking_id uuid not null,
  ledger_account text not null,
  points int8 not null,
  primary key (booking_id, ledger_account)
);

-- Every version of the programme there has been, as its document.
create table programme_version (
  version int4 primary key,
  programme_id text collate "C" not null,
  -- Null: since always.
  effective_from timestamptz,
  applied_at timestamptz not null,
  document text not null
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
create trigger fact_is_append_only before update or delete or truncate on fact
  for each statement execute function refuse_change();
create trigger erased_subject_is_append_only before update or delete or truncate on erased_subject
  for each statement execute function refuse_change();
create trigger programme_version_is_append_only before update or delete or truncate on programme_version
  for each statement execute function refuse_change();

-- The service runs as a role named like its database, which has these rights by default.
do $$
begin
  if exists (select from pg_roles where rolname = current_database()) then
    execute format('revoke update, delete, truncate on transfer, system_posting, fact, programme_version, erased_subject from %I',
                   current_database());
  end if;
end $$;
`,
});
