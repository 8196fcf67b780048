import { defineMigration } from '@perennial/persistence';

/** Who is known, what was decided about them and why, and what they were promised. */
export const customersDecisionsOffers = defineMigration({
  scope: 'campaign',
  number: 1,
  name: 'customers-decisions-offers',
  up: /* sql */ `
-- Everybody an accepted event named.
create table customer (
  customer_id text collate "C" primary key,
  bucket int2 not null check (bucket between 0 and 1023),
  -- Orders that count: told of by a purchase, and not cancelled.
  purchases int4 not null check (purchases >= 0)
) with (fillfactor = 80);

-- Every order told of by a purchase or a cancellation, whichever came first.
create table shop_order (
  order_id text collate "C" primary key,
  -- The customer's; of guests, and until a purchase tells the customer, the order's.
  bucket int2 not null check (bucket between 0 and 1023),
  purchased boolean not null,
  customer_id text collate "C" check (customer_id is null or purchased),
  cancelled boolean not null check (cancelled or purchased),
  -- Whom the cancellation named: before the purchase is known it cannot be compared.
  cancelled_for text collate "C" check (cancelled_for is null or cancelled)
) with (fillfactor = 90);

-- What a campaign answered to what triggered it. Never changed: it is the evidence of who was assigned to what.
create table decision (
  customer_id text collate "C" not null,
  -- Also the id of the offer made or withheld.
  decision_id uuid not null,
  bucket int2 not null check (bucket between 0 and 1023),
  campaign_id text collate "C" not null,
  programme_version int4 not null,
  arm text not null check (arm in ('treatment', 'holdout')),
  outcome text not null check (outcome in ('offered', 'withheld', 'skipped')),
  reason text not null,
  cause_source text collate "C" not null,
  cause_id text collate "C" not null,
  cause_at timestamptz not null,
  decided_at timestamptz not null,
  primary key (customer_id, decision_id),
  check ((outcome <> 'offered' or arm = 'treatment') and (outcome <> 'withheld' or arm = 'holdout'))
);
create unique index decision_once_per_customer on decision (customer_id, campaign_id) where outcome <> 'skipped';

create table offer (
  customer_id text collate "C" not null,
  offer_id uuid not null,
  bucket int2 not null check (bucket between 0 and 1023),
  campaign_id text collate "C" not null,
  kind text not null check (kind in ('discount')),
  value jsonb not null,
  code text collate "C" not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  programme_version int4 not null,
  text text not null,
  primary key (customer_id, offer_id),
  check (valid_from < valid_to)
);

-- From a code to its offer, and the proof that no code was given twice.
create table code (
  code text collate "C" primary key,
  bucket int2 not null check (bucket between 0 and 1023),
  customer_id text collate "C" not null,
  offer_id uuid not null
);

-- The runtime role is named like its database; where somebody else runs the service, there is nothing to take away.
do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('revoke update, delete, truncate on decision, offer, code from %I', current_database());
  end if;
end
$$;
`,
});
