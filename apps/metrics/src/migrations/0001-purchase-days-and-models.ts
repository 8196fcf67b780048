import { defineMigration } from '@perennial/persistence';

/** Who bought when, and what was learned from it. */
export const purchaseDaysAndModels = defineMigration({
  scope: 'metrics',
  number: 1,
  name: 'purchase-days-and-models',
  up: /* sql */ `
-- Every order told of by a purchase or a cancellation, whichever came first. Kept per order so that an amendment, a
-- cancellation or a return can take back just what the order counted for.
create table shop_order (
  order_id text collate "C" primary key,
  -- The customer's; of guests, and until a purchase tells the customer, the order's.
  bucket int2 not null check (bucket between 0 and 1023),
  customer_id text collate "C" check (customer_id is null or placed_at is not null),
  -- The highest revision accepted; currency and amount (minor units) are its. Null until a purchase is known.
  revision int8 check (revision >= 0),
  currency text collate "C",
  amount_minor int8 check (amount_minor >= 0),
  -- Earliest time of any revision.
  placed_at timestamptz,
  cancelled boolean not null,
  -- Whom the cancellation named: before the purchase is known it cannot be compared.
  cancelled_for text collate "C" check (cancelled_for is null or cancelled),
  check (num_nulls(revision, currency, amount_minor, placed_at) in (0, 4)),
  check (cancelled or placed_at is not null)
) with (fillfactor = 90);

-- Everybody an accepted purchase named.
create table customer (
  customer_id text collate "C" primary key,
  bucket int2 not null check (bucket between 0 and 1023),
  -- Calendar days with an order that counts, in any currency.
  purchase_days int4 not null check (purchase_days >= 0)
) with (fillfactor = 80);

-- What the orders of a customer sum to per calendar day of the programme's time zone. A day whose orders were all taken
-- back stays with 0 orders and counts for nothing.
create table purchase_day (
  customer_id text collate "C" not null,
  currency text collate "C" not null,
  day date not null,
  bucket int2 not null check (bucket between 0 and 1023),
  orders int4 not null check (orders >= 0),
  amount_minor int8 not null check (amount_minor >= 0),
  primary key (customer_id, currency, day)
) with (fillfactor = 90);

-- The days of a customer and currency in one row, written together with them: what projections and fits read.
create table purchase_history (
  customer_id text collate "C" not null,
  currency text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  orders int8 not null check (orders >= purchase_days),
  purchase_days int4 not null check (purchase_days >= 0),
  first_day date,
  last_day date,
  first_day_minor int8 not null,
  total_minor int8 not null check (total_minor >= first_day_minor),
  primary key (customer_id, currency),
  check ((purchase_days > 0) = (first_day is not null) and (first_day is null) = (last_day is null))
) with (fillfactor = 80);

-- One per fit. Never changed but for how far its projections have been published.
create table model_generation (
  generation int4 primary key,
  fitted_at timestamptz not null,
  reason text not null,
  -- Everybody up to this customer id has been sent the projections of this generation.
  published_until text collate "C" not null default '',
  published boolean not null default false
);

create table model (
  generation int4 not null,
  currency text collate "C" not null,
  -- The day that the customers' age was counted to, and the first and last purchase day in the data.
  as_of_day date not null,
  first_day date not null,
  last_day date not null,
  customers int4 not null,
  -- Parameters, standard errors, log-likelihood and gradient norm of each model; alpha in weeks, v in minor units.
  fit jsonb not null,
  primary key (generation, currency)
);

-- Who does a piece of clock-driven work. Judged by the database's clock only: it is the one that all instances share.
create table job_lease (
  job text primary key,
  owner text not null,
  leased_until timestamptz not null
) with (fillfactor = 50);

-- The runtime role is named like its database; where somebody else runs the service, there is nothing to take away.
do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('revoke update, delete, truncate on model from %I', current_database());
    execute format('revoke delete, truncate on model_generation from %I', current_database());
  end if;
end
$$;
`,
});
