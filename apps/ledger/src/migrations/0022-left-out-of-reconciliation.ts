import { defineMigration } from '@perennial/persistence';

export const leftOutOfReconciliation = defineMigration({
  scope: 'ledger',
  number: 22,
  name: 'left-out-of-reconciliation',
  up: /* sql */ `
-- Who hangs together with so many that folding them would hold up the service.
alter table reconciliation_walk add column left_out int8 not null default 0 check (left_out >= 0);

create table left_out (
  account uuid primary key,
  bucket int2 not null,
  -- By the first of the walks in a row that left the account out.
  since timestamptz not null
);
`,
});
