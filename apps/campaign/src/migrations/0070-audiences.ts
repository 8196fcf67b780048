import { defineMigration } from '@perennial/persistence';

/** Who is in which audience. */
export const audiences = defineMigration({
  scope: 'campaign',
  number: 70,
  name: 'audiences',
  up: /* sql */ `
-- Everybody who is in an audience, or was. Whoever writes a row has locked the customer.
create table audience_member (
  customer_id text collate "C" not null,
  audience text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  inside boolean not null,
  -- By the service's clock. Of those inside, left_at is of the time before.
  entered_at timestamptz not null,
  left_at timestamptz,
  -- What was published last, how often anything was, and when to publish what is otherwise now.
  told boolean not null,
  times_told int4 not null check (times_told >= 0),
  tell_at timestamptz,
  primary key (customer_id, audience),
  check (inside or left_at is not null),
  check ((told <> inside) = (tell_at is not null))
) with (fillfactor = 80);
create index audience_member_list on audience_member (audience, customer_id) include (inside);
create index audience_member_to_tell on audience_member (tell_at) where tell_at is not null;

-- What the programme says of an audience, and how far everybody has been asked since it says so.
create table audience (
  audience text collate "C" primary key,
  -- CEL. Null: the programme does not have it any more, and nobody is in it.
  condition text collate "C",
  programme_version int4 not null,
  since timestamptz not null,
  -- The last customer who was asked; null: all were.
  cursor text collate "C"
);
`,
});
