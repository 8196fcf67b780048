import { defineMigration } from '@perennial/persistence';

/** Codes are looked up by a keyed digest and shown from an encrypted copy; what they are used on is kept. */
export const codesByDigest = defineMigration({
  scope: 'campaign',
  number: 10,
  name: 'codes-by-digest',
  up: /* sql */ `
-- What was promised with a code: of an offer, of a reward of the ledger, or with all codes of a block.
create table coupon (
  -- The id of the offer, the reward or the block.
  coupon_id text collate "C" primary key,
  origin text collate "C" not null check (origin in ('offer', 'reward', 'block')),
  -- The customer's; of a block, its own.
  bucket int2 not null check (bucket between 0 and 1023),
  -- Null: anybody may use it.
  customer_id text collate "C",
  -- The campaign, the reward or the name of the block.
  rule text collate "C" not null,
  programme_version int4,
  -- One of the three. A percentage in millionths.
  percent_millionths int4 check (percent_millionths between 1 and 1000000),
  amount_minor int8 check (amount_minor > 0),
  currency text collate "C" check ((currency is null) = (amount_minor is null)),
  free_shipping boolean not null,
  -- categories and skus; null: everything.
  scope jsonb,
  -- 'exclusive', or the class of which an order may have one.
  stacking text collate "C" not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  -- Of each code.
  uses_max int4 not null check (uses_max > 0),
  -- The one code of an offer or reward. A block has as many as it has.
  digest uuid,
  -- The code, encrypted with a key of its customer's own. Only of what customers are shown here.
  sealed bytea check (sealed is null or customer_id is not null),
  -- It was looked at after its end: whoever did not use it was told.
  ended boolean not null default false,
  check (num_nonnulls(percent_millionths, amount_minor) + free_shipping::int = 1),
  check ((origin = 'block') = (digest is null)),
  check (origin = 'block' or customer_id is not null),
  check (valid_from < valid_to)
) with (fillfactor = 90);
create index coupon_customer on coupon (customer_id) where customer_id is not null;
create index coupon_to_end on coupon (valid_to) where origin = 'offer' and not ended;

-- From what a code is looked up by to what it is worth, and how often it was used: the row that its uses lock.
create table issued_code (
  -- 128 bits of HMAC-SHA-256 of the code.
  digest uuid primary key,
  bucket int2 not null check (bucket between 0 and 1023),
  coupon_id text collate "C" not null,
  uses int4 not null check (uses >= 0),
  uses_max int4 not null,
  check (uses <= uses_max)
) with (fillfactor = 90);

-- The orders that codes were used on. One that was undone gives its code back and stays.
create table code_use (
  order_id text collate "C" not null,
  digest uuid not null,
  bucket int2 not null check (bucket between 0 and 1023),
  discount_minor int8 not null check (discount_minor >= 0),
  currency text collate "C" not null,
  told_by text collate "C" not null check (told_by in ('checkout', 'purchase')),
  used_at timestamptz not null,
  reversed boolean not null,
  primary key (order_id, digest)
) with (fillfactor = 90);
create index code_use_digest on code_use (digest);

-- How often somebody named codes that are not theirs or that nobody was given, by minute. Rows of the last hour.
create table code_miss (
  minute timestamptz not null,
  -- A digest of the customer, of a guest's order.
  who uuid not null,
  misses int4 not null check (misses > 0),
  primary key (minute, who)
);

-- Codes that stood here as they were issued are taken over by the service at its start, which has the key; see the table code.
alter table offer alter column code drop not null;
-- Codes that purchases named were never used for anything, and stood here as they were typed.
update commerce_order set codes = null where codes is not null;

-- The runtime role is named like its database; where somebody else runs the service, there is nothing to take away.
do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('grant update (code) on offer to %I', current_database());
    execute format('revoke truncate on coupon, issued_code, code_use from %I', current_database());
  end if;
end
$$;
`,
});
