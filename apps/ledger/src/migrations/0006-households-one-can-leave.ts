import { defineMigration } from '@perennial/persistence';

/** Needs the table `household_member` of 0003. */
export const householdsOneCanLeave = defineMigration({
  scope: 'ledger',
  number: 6,
  name: 'households-one-can-leave',
  up: /* sql */ `
-- Who is in a household is told by the facts: who formed it, left it, was merged or forgotten. The wallet's own row, locked by
-- whoever changes it, names one household at most; this table knew of none of the later ones, and kept out who had left.
drop table household_member;
`,
});
