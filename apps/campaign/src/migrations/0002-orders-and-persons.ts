import { defineMigration } from '@perennial/persistence';

/** Orders and customers become those of @perennial/orders and @perennial/customers; who is forgotten can be. */
export const ordersAndPersons = defineMigration({
  scope: 'campaign',
  number: 2,
  name: 'orders-and-persons',
  up: /* sql */ `
insert into customer_record (customer_id, bucket, person_id)
select customer_id, bucket, customer_id from customer;

-- Of an order only whose it is was known, not what it came to: no return can take it back. An amendment tells the rest.
-- A cancellation that came before its purchase stays one of the order; it was not kept as an event that waits.
insert into commerce_order (order_id, bucket, revision, customer_id, currency, total_minor, placed_at, returned_minor,
                            returned_quantities, cancelled, forgotten)
select order_id, bucket, case when purchased then 0 end, customer_id, case when purchased then 'XXX' end,
       case when purchased then 0 end, case when purchased then 'epoch'::timestamptz end, 0, '{}',
       cancelled and (cancelled_for is null or not purchased or cancelled_for is not distinct from customer_id), false
  from shop_order;
drop table shop_order;

-- What is kept of a decision, an offer or a code does not change; but it goes with a customer who is forgotten, or is the other
-- record's where one that was merged away is forgotten alone. The runtime role is named like its database.
do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('grant delete, update (customer_id, bucket) on decision, offer, code to %I', current_database());
  end if;
end
$$;
`,
});
