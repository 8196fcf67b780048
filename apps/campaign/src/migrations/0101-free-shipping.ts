import { defineMigration } from '@perennial/persistence';

/** What codes take off the shipping of an order, beside what they take off its goods. */
export const freeShipping = defineMigration({
  scope: 'campaign',
  number: 101,
  name: 'free-shipping',
  up: /* sql */ `
alter table code_use add column shipping_minor int8 not null default 0 check (shipping_minor >= 0);
`,
});
