import { defineMigration } from '@perennial/persistence';

/** Published reviews, what speaks against them, and what people made of that. */
export const reviews = defineMigration({
  scope: 'campaign',
  number: 20,
  name: 'reviews',
  up: /* sql */ `
-- Every review that was published, without its stars. Only who holds the turn of reviews writes here.
create table review (
  review_id text collate "C" primary key,
  -- The customer's.
  bucket int2 not null check (bucket between 0 and 1023),
  customer_id text collate "C" not null,
  sku text collate "C" not null,
  order_id text collate "C",
  published_at timestamptz not null,
  -- The calendar day it was published on, in the programme's time zone.
  day date not null,
  body_digest text collate "C",
  -- MinHash of the words.
  signature int4[],
  unpublished boolean not null,
  standing text not null check (standing in ('trusted', 'held', 'released', 'confirmed', 'withdrawn')),
  score int4 not null check (score >= 0),
  hold_from int4 not null check (hold_from > 0),
  -- code, weight and evidence of each.
  reasons jsonb not null,
  -- Codes of reasons that a person found harmless.
  excused text[] not null,
  -- How many rows it has in review_step.
  steps int4 not null check (steps >= 0),
  check (standing <> 'withdrawn' or unpublished)
) with (fillfactor = 80);
create index review_customer on review (customer_id, day);
create index review_sku on review (sku, day);
create index review_digest on review (body_digest, published_at, review_id) where body_digest is not null;
create index review_held on review (published_at, review_id) where standing = 'held';

-- From a band of a signature to the reviews that have it: texts that are almost the same share one.
create table review_band (
  band uuid not null,
  published_at timestamptz not null,
  review_id text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  primary key (band, published_at, review_id)
);
create index review_band_review on review_band (review_id);

-- What became of holds, and who did it. Rows stay when a customer is forgotten; they name none.
create table review_step (
  review_id text collate "C" not null,
  step int4 not null check (step > 0),
  bucket int2 not null check (bucket between 0 and 1023),
  what text not null check (what in ('held', 'lifted', 'released', 'confirmed', 'withdrawn')),
  -- The person who decided, and what they wrote about it, until the customer is forgotten; null: nobody, it follows from what is known.
  actor text collate "C",
  remark text collate "C",
  score int4 not null,
  codes text[] not null,
  -- By the service's clock.
  at timestamptz not null,
  primary key (review_id, step),
  check ((actor is not null) = (what in ('released', 'confirmed')))
);
create index review_step_at on review_step (at);
create index review_step_actor on review_step (actor) where actor is not null;

do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('revoke update, delete, truncate on review_step from %I', current_database());
    execute format('grant update (actor, remark) on review_step to %I', current_database());
  end if;
end
$$;
`,
});
