import { defineMigration } from '@perennial/persistence';

/** What is open of a customer's offers, without reading all that were ever made. */
export const openWorths = defineMigration({
  scope: 'campaign',
  number: 134,
  name: 'open-worths',
  up: /* sql */ `
create index offer_open_worth on offer (customer_id) where ended is null and not exempt and worth_minor is not null;
`,
});
