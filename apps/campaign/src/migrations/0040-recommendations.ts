import { defineMigration } from '@perennial/persistence';

/** What is bought together, and what is popular. */
export const recommendations = defineMigration({
  scope: 'campaign',
  number: 40,
  name: 'recommendations',
  up: /* sql */ `
-- One per fit. The newest one and the one before are kept, so that an answer that began with that one ends with it.
create table recommendation_model (
  version int4 primary key,
  fitted_at timestamptz not null,
  reason text not null,
  -- The last day that counted.
  as_of_day date not null,
  -- Orders of customers there were: with enough more of them it is fitted anew.
  orders int8 not null,
  -- popularityHalfLifeDays, halfLifeDays (null: all counts alike), smoothing.
  settings jsonb not null
);

-- Nothing in here tells of a single customer.
create table recommended_product (
  version int4 not null,
  -- From 0, the most popular first.
  product int4 not null,
  -- Of several articles of one product that which is bought most.
  sku text collate "C" not null,
  category text collate "C",
  -- Of everything that is bought, and of what is bought in its category.
  share float8 not null,
  share_of_category float8 not null,
  -- Products that most of those have who have this one, the most first, and how many have both.
  neighbours int4[] not null,
  customers int4[] not null,
  -- That, summed over all products.
  customers_in_all float8 not null,
  primary key (version, product),
  check (cardinality(neighbours) = cardinality(customers))
);
create index recommended_product_category on recommended_product (version, category, product);

-- What events call a product: its own id, and each of its articles.
create table recommended_name (
  version int4 not null,
  name text collate "C" not null,
  product int4 not null,
  primary key (version, name)
);
`,
});
