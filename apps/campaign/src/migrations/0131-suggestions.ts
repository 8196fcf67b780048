import { defineMigration } from '@perennial/persistence';

/** What customers suggested, and what becomes of it. */
export const suggestions = defineMigration({
  scope: 'campaign',
  number: 131,
  name: 'suggestions',
  up: /* sql */ `
create table suggestion (
  suggestion_id uuid primary key,
  -- The customer's.
  bucket int2 not null check (bucket between 0 and 1023),
  customer_id text collate "C" not null,
  -- As the event says. The words are with the shop.
  sku text collate "C",
  category text collate "C",
  proof_id text collate "C",
  made_at timestamptz not null,
  status text not null check (status in ('open', 'planned', 'done', 'declined')),
  changed_at timestamptz check (changed_at >= made_at),
  -- The person who decided last.
  actor text collate "C",
  check (num_nulls(changed_at, actor) = case status when 'open' then 2 else 0 end)
) with (fillfactor = 80);
create index suggestion_customer on suggestion (customer_id);
create index suggestion_status on suggestion (status, made_at, suggestion_id);
create index suggestion_actor on suggestion (actor) where actor is not null;
`,
});
