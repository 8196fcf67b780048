import { defineMigration } from '@perennial/persistence';

/** A target that is one of too many parts is looked at once a day. */
export const targetsOfManyParts = defineMigration({
  scope: 'metrics',
  number: 41,
  name: 'targets-of-many-parts',
  up: /* sql */ `
-- The last day on which there were too many parts to measure one; in the programme's time zone.
alter table target add column too_many_on date;
`,
});
