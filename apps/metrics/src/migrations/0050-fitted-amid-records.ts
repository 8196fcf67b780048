import { defineMigration } from '@perennial/persistence';

/** Models that were fitted while an import or a backlog came in are known as such. */
export const fittedAmidRecords = defineMigration({
  scope: 'metrics',
  number: 50,
  name: 'fitted-amid-records',
  up: /* sql */ `
-- The records that had been applied when it was fitted; null: hardly any came then.
alter table model_generation add column records_amid int8;
`,
});
