import { defineMigration } from '@perennial/persistence';

/** Which instance does a piece of clock-driven work. Here, because every service has these tables; `libs/service` takes them. */
export const leases = defineMigration({
  scope: 'messaging',
  number: 4,
  name: 'leases',
  up: /* sql */ `
-- Judged by the database's clock only: it is the one that all instances share.
create table lease (
  job text collate "C" primary key,
  owner text collate "C" not null,
  leased_until timestamptz not null
) with (fillfactor = 50);
`,
});
