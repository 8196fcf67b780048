import { defineMigration } from '@perennial/persistence';

export const orderOfBookings = defineMigration({
  scope: 'ledger',
  number: 21,
  name: 'order-of-bookings',
  up: /* sql */ `
-- Given while the locks of the members are held, or of the programme: of two transactions that wait for each other the second
-- has the higher number. Clocks do not say so: booked_at is of one from before the wait, and of one instance.
create sequence booking_number;

-- Null: known before there were numbers.
alter table fact add column booking int8;
alter table programme_version add column booking int8;
alter table programme_version alter column booking set default nextval('booking_number');

do $$
begin
  if exists (select from pg_roles where rolname = current_database()) then
    execute format('grant usage, select on sequence booking_number to %I', current_database());
  end if;
end $$;
`,
});
