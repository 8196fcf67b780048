import { defineMigration } from '@perennial/persistence';

/** Needs the table `transfer` of 0001. */
export const partnerStatements = defineMigration({
  scope: 'ledger',
  number: 4,
  name: 'partner-statements',
  up: /* sql */ `
-- A month of a partner is one range. Programmes without partners have nothing in it.
create index transfer_partner on transfer (partner_id, booked_at, account, number) where partner_id is not null;
`,
});
