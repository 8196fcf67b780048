import { defineMigration } from '@perennial/persistence';

/** What events tell of orders. */
export const commerceOrders = defineMigration({
  scope: 'orders',
  number: 1,
  name: 'commerce-orders',
  up: /* sql */ `
-- Every order an event named. Of one that only waiting or refused events name, nothing is known but that it is held here:
-- whoever parks an event for an order, or takes one that waits, has locked its row.
create table commerce_order (
  order_id text collate "C" primary key,
  -- The customer's; of guests, and where no purchase is known, the order's.
  bucket int2 not null check (bucket between 0 and 1023),
  -- As the highest revision tells it. All null until a purchase is known. Money is in minor units.
  revision int8 check (revision >= 0),
  customer_id text collate "C",
  currency text collate "C",
  total_minor int8 check (total_minor >= 0),
  channel text collate "C",
  location_id text collate "C",
  partner_id text collate "C",
  codes jsonb,
  -- lineId, sku, productId, category, quantity, totalMinor, giftCard of each.
  lines jsonb,
  -- Earliest time of any revision.
  placed_at timestamptz,
  returned_minor int8 not null check (returned_minor >= 0),
  -- Pieces by line.
  returned_quantities jsonb not null,
  cancelled boolean not null,
  -- Its customer was forgotten, or only refused events tell of it: it is nobody's.
  forgotten boolean not null,
  check (num_nulls(revision, currency, total_minor, placed_at) in (0, 4)),
  check (revision is not null or num_nonnulls(customer_id, channel, location_id, partner_id, codes, lines) = 0),
  check (not forgotten or revision is null)
) with (fillfactor = 90);
create index commerce_order_customer on commerce_order (customer_id) where customer_id is not null;
`,
});
