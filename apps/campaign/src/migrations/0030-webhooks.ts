import { defineMigration } from '@perennial/persistence';

/** Who wants to be told over HTTP, and what each of them is owed. */
export const webhooks = defineMigration({
  scope: 'campaign',
  number: 30,
  name: 'webhooks',
  up: /* sql */ `
create table webhook_endpoint (
  endpoint_id uuid primary key,
  url text collate "C" not null,
  types text[] collate "C" not null check (cardinality(types) > 0),
  description text,
  -- Sealed by the key in WEBHOOK_KEY; emptied when the endpoint is deleted.
  secret bytea not null,
  -- Signs beside until then.
  previous_secret bytea,
  previous_until timestamptz,
  created_at timestamptz not null,
  -- Since when no try has succeeded.
  failing_since timestamptz,
  -- The receiver asked to be left alone until then.
  paused_until timestamptz,
  disabled_at timestamptz,
  disabled_reason text,
  -- Its deliveries are removed in batches, and then the row.
  deleted_at timestamptz,
  check ((previous_secret is null) = (previous_until is null)),
  check ((disabled_at is null) = (disabled_reason is null))
);

-- What people did to endpoints.
create table webhook_change (
  endpoint_id uuid not null,
  at timestamptz not null,
  actor text collate "C" not null,
  action text not null,
  primary key (endpoint_id, at, action, actor)
);

-- A message that an endpoint is owed, or was.
create table webhook_delivery (
  delivery_id int8 generated always as identity primary key,
  endpoint_id uuid not null,
  -- Of the source and id of the event: the same for every endpoint and every try.
  message_id uuid not null,
  bucket int2 not null check (bucket between 0 and 1023),
  -- Whom it is about. Null of nobody, and of the receipt that a customer was forgotten, which must arrive.
  customer_id text collate "C",
  event_type text collate "C" not null,
  -- The body, as it is signed. Null of a receipt that has arrived.
  payload text,
  owed_at timestamptz not null,
  state text not null check (state in ('pending', 'delivered', 'dead')),
  -- Tries that failed, since the last replay.
  tries int2 not null default 0,
  next_try_at timestamptz,
  -- How often somebody has taken it to send it: whoever did not take it last has no say any more.
  claims int4 not null default 0,
  claimed_until timestamptz,
  last_try_at timestamptz,
  last_status int2,
  last_failure text,
  last_response text,
  unique (endpoint_id, message_id),
  check ((state = 'pending') = (next_try_at is not null)),
  check (payload is not null or state = 'delivered')
) with (fillfactor = 80);
create index webhook_delivery_due on webhook_delivery (endpoint_id, next_try_at) where state = 'pending';
create index webhook_delivery_dead on webhook_delivery (endpoint_id, delivery_id) where state = 'dead';
create index webhook_delivery_customer on webhook_delivery (customer_id) where customer_id is not null;
`,
});
