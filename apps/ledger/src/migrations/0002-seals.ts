import { defineMigration } from '@perennial/persistence';

/** Needs what 0001 brings: the table `transfer` with `booking_id` and `position`, and the function `refuse_change`. */
export const seals = defineMigration({
  scope: 'ledger',
  number: 2,
  name: 'seals',
  up: /* sql */ `
-- One row per transaction that booked transfers. The transfers name it, and their place in it.
create table booking (
  booking_id uuid primary key,
  transfers int4 not null check (transfers > 0),
  -- Merkle root over the transfers in the order of their positions.
  root bytea not null check (octet_length(root) = 32),
  -- The leaves below it: which row was changed can be told, and one row can be proved without reading the others.
  leaves bytea not null check (octet_length(leaves) = 32 * transfers),
  booked_at timestamptz not null
);
-- Hashes cannot be compressed; trying would cost time at every booking.
alter table booking alter column leaves set storage external;

-- What no checkpoint holds yet: a queue. A position in a sequence would miss what commits later with a lower number.
create table unsealed_booking (booking_id uuid primary key);

create table sealed_booking (
  checkpoint int8 not null,
  -- 0, 1, 2 ... within the checkpoint.
  position int4 not null check (position >= 0),
  booking_id uuid not null unique,
  primary key (checkpoint, position)
);

create table checkpoint (
  number int8 primary key check (number > 0),
  root bytea not null check (octet_length(root) = 32),
  previous_root bytea check (octet_length(previous_root) = 32),
  -- Sealed so far, those of all earlier checkpoints included.
  bookings int8 not null check (bookings > 0),
  transfers int8 not null check (transfers > 0),
  signed_at timestamptz not null,
  key_id text collate "C" not null,
  signature bytea not null check (octet_length(signature) = 64),
  check ((number = 1) = (previous_root is null))
);

create trigger booking_is_append_only before update or delete or truncate on booking
  for each statement execute function refuse_change();
create trigger sealed_booking_is_append_only before update or delete or truncate on sealed_booking
  for each statement execute function refuse_change();
create trigger checkpoint_is_append_only before update or delete or truncate on checkpoint
  for each statement execute function refuse_change();

do $$
begin
  if exists (select from pg_roles where rolname = current_database()) then
    execute format('revoke update, delete, truncate on booking, sealed_booking, checkpoint from %I', current_database());
    execute format('revoke update, truncate on unsealed_booking from %I', current_database());
  end if;
end $$;
`,
});
