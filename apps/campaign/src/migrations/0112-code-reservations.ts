import { defineMigration } from '@perennial/persistence';

/** Codes that are held for carts. */
export const codeReservations = defineMigration({
  scope: 'campaign',
  number: 112,
  name: 'code-reservations',
  up: /* sql */ `
-- A code that is held for an order which is not placed yet. Whoever writes a row has locked the order; whoever forgets the code, the code.
create table code_reservation (
  reservation_id uuid not null,
  digest uuid not null,
  order_id text collate "C" not null,
  -- The order's.
  bucket int2 not null check (bucket between 0 and 1023),
  discount_minor int8 not null check (discount_minor >= 0),
  shipping_minor int8 not null check (shipping_minor >= 0),
  currency text collate "C" not null,
  -- Exclusive: held no more from then on, whoever looks.
  until timestamptz not null,
  state text not null check (state in ('held', 'committed', 'released')),
  primary key (reservation_id, digest)
) with (fillfactor = 90);
create index code_reservation_held on code_reservation (digest, until) where state = 'held';
create index code_reservation_order on code_reservation (order_id) where state = 'held';
`,
});
