import { defineMigration } from '@perennial/persistence';

export const whenFactsWereBooked = defineMigration({
  scope: 'ledger',
  number: 2,
  name: 'when-facts-were-booked',
  up: /* sql */ `
-- When we knew: what a balance was on some day, as it was known on some day, can be told from the facts alone. The
-- default is for rows that are there already; the service always says when.
alter table fact add column booked_at timestamptz not null default now();
alter table parked add column booked_at timestamptz not null default now();
`,
});
