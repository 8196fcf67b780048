import { defineMigration } from '@perennial/persistence';

/** Orders and customers become those of @perennial/orders and @perennial/customers; what is known of a customer gets a place. */
export const ordersPersonsProfiles = defineMigration({
  scope: 'metrics',
  number: 2,
  name: 'orders-persons-profiles',
  up: /* sql */ `
insert into customer_record (customer_id, bucket, person_id)
select customer_id, bucket, customer_id from customer;

-- A cancellation that came before its purchase stays one of the order; it was not kept as an event that waits.
insert into commerce_order (order_id, bucket, revision, customer_id, currency, total_minor, placed_at, returned_minor,
                            returned_quantities, cancelled, forgotten)
select order_id, bucket, revision, customer_id, currency, amount_minor, placed_at, 0, '{}',
       cancelled and (cancelled_for is null or placed_at is null or cancelled_for is not distinct from customer_id), false
  from shop_order;
drop table shop_order;

-- What the newest event about any record of a person said, by the order of things.
create table customer_profile (
  customer_id text collate "C" primary key,
  bucket int2 not null check (bucket between 0 and 1023),
  country text collate "C",
  locale text collate "C",
  preferences jsonb,
  attributes jsonb,
  at timestamptz not null,
  source text collate "C" not null,
  event_id text collate "C" not null
) with (fillfactor = 90);
`,
});
