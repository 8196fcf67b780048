import { defineMigration } from '@perennial/persistence';

/** Places of experiences: reserved, confirmed, cancelled. */
export const placesInSlots = defineMigration({
  scope: 'campaign',
  number: 120,
  name: 'places-in-slots',
  up: /* sql */ `
-- A slot that somebody wanted a place in. Whoever takes one has locked it.
create table experience_slot (
  campaign_id text collate "C" not null,
  slot text collate "C" not null,
  -- What the document allowed when a place was last taken.
  places int4 not null check (places > 0),
  primary key (campaign_id, slot)
) with (fillfactor = 90);

-- The place of an offer. Whoever takes or confirms one has locked the slot, too; whoever has may let go those whose time is over.
create table slot_reservation (
  customer_id text collate "C" not null,
  offer_id uuid not null,
  bucket int2 not null check (bucket between 0 and 1023),
  campaign_id text collate "C" not null,
  slot text collate "C" not null,
  starts_at timestamptz not null,
  state text not null check (state in ('reserved', 'confirmed', 'cancelled')),
  -- Exclusive, of one that is reserved: held no more from then on, whoever looks.
  until timestamptz not null,
  primary key (customer_id, offer_id)
) with (fillfactor = 90);
create index slot_reservation_slot on slot_reservation (campaign_id, slot) where state <> 'cancelled';
`,
});
