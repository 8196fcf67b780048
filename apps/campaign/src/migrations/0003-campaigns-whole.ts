import { defineMigration } from '@perennial/persistence';

/** What campaigns know of customers; offers of every kind; budgets. */
export const campaignsWhole = defineMigration({
  scope: 'campaign',
  number: 3,
  name: 'campaigns-whole',
  up: /* sql */ `
-- Of the first purchase that was not returned whole, in the programme's time zone.
alter table customer
  add column first_purchase_day date,
  -- Whether a purchase was told of while it was fresh, and since when one is known: a backfill mails nobody.
  add column bought_fresh boolean not null default false,
  add column known_since timestamptz;
create index customer_anniversary on customer
  ((extract(month from first_purchase_day)::int4), (extract(day from first_purchase_day)::int4))
  where first_purchase_day is not null;

-- What was told of a customer last, by kind; and where that stands in the order of things.
create table customer_feature (
  customer_id text collate "C" not null,
  kind text collate "C" not null check (kind in ('profile', 'tier', 'survey', 'value')),
  bucket int2 not null check (bucket between 0 and 1023),
  data jsonb not null,
  at timestamptz not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  primary key (customer_id, kind)
) with (fillfactor = 80);
create index customer_feature_birthday on customer_feature ((right(data ->> 'birthDate', 5)) text_pattern_ops)
  where kind = 'profile' and data ->> 'birthDate' is not null;

-- Views of products and pages, for as long as a campaign may count them.
create table category_view (
  customer_id text collate "C" not null,
  category text collate "C" not null,
  at timestamptz not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  primary key (customer_id, category, at, source, event_id)
);

-- What is left of orders after returns, by the partition that told of them: chunks of one partition follow each other, so
-- nobody waits for a row.
create table order_sum (
  topic text collate "C" not null,
  partition int4 not null,
  currency text collate "C" not null,
  orders int8 not null,
  net_minor int8 not null,
  primary key (topic, partition, currency)
) with (fillfactor = 80);

-- What the newest model behind the projections says of customers nobody knows anything of.
create table value_model (
  currency text collate "C" primary key,
  model_version text collate "C" not null,
  new_customer_minor int8 not null check (new_customer_minor >= 0),
  repeat_customers int8 not null check (repeat_customers >= 0),
  at timestamptz not null
);

-- What a campaign has used up in a calendar month of the programme's time zone. Whoever makes an offer has locked the rows.
create table budget (
  campaign_id text collate "C" not null,
  month text collate "C" not null,
  -- offers, or an ISO 4217 currency.
  unit text collate "C" not null,
  reserved int8 not null check (reserved >= 0),
  spent int8 not null check (spent >= 0),
  primary key (campaign_id, month, unit)
) with (fillfactor = 80);

-- A campaign may answer a customer again: how often is asked of the rows, while the customer is locked.
drop index decision_once_per_customer;
alter table decision
  drop constraint decision_check,
  add check (outcome <> 'offered' or arm = 'treatment'),
  -- Which birthday, which anniversary.
  add column occasion text collate "C",
  -- The questions that were asked, in their order, and what each found.
  add column steps jsonb not null default '[]',
  add column answered boolean generated always as
    (outcome = 'offered' or (outcome = 'withheld' and reason in ('holdout', 'control-group'))) stored;

-- How often somebody was answered is asked before every decision; most decisions answer nothing.
create index decision_answered on decision (customer_id) include (campaign_id, cause_at, occasion, outcome) where answered;

alter table offer
  drop constraint offer_kind_check,
  add check (kind in ('discount', 'gift', 'benefit', 'experience')),
  alter column value drop not null,
  alter column code drop not null,
  alter column valid_to drop not null,
  add column scope jsonb,
  add column thing text collate "C",
  add column choice text collate "C",
  add column note text,
  -- Face value, where it is known.
  add column worth_minor int8 check (worth_minor >= 0),
  add column worth_currency text collate "C",
  add column exempt boolean not null default false,
  -- What it took of which month's budgets, by unit.
  add column month text collate "C",
  add column taken jsonb,
  add column ended text check (ended in ('redeemed', 'expired')),
  add column ended_at timestamptz,
  add check (num_nulls(worth_minor, worth_currency) in (0, 2)),
  add check (num_nulls(ended, ended_at) in (0, 2)),
  add check (num_nulls(month, taken) in (0, 2)),
  add check (num_nulls(value, thing) = 1);
-- What has no code is not looked at by anybody else when its time is over.
create index offer_to_end on offer (valid_to) where kind <> 'discount' and ended is null;

do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('grant update (ended, ended_at) on offer to %I', current_database());
  end if;
end
$$;
`,
});
