import { defineMigration } from '@perennial/persistence';

/** A repeat names what it repeats, which may be refused later. Of earlier ones nobody can say: they are unknown events again. */
export const whatIsRepeated = defineMigration({
  scope: 'messaging',
  number: 8,
  name: 'what-is-repeated',
  up: /* sql */ `
delete from repeat;
-- The accepted event with the same data, as long as it is accepted.
alter table repeat add column same_as uuid not null;
`,
});
