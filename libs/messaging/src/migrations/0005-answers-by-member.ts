import { defineMigration } from '@perennial/persistence';

/** Whose member a command was about: so that its answer can be forgotten with the member. */
export const answersByMember = defineMigration({
  scope: 'messaging',
  number: 5,
  name: 'answers-by-member',
  up: /* sql */ `
-- Name-based UUID of the member in the path; null for routes without one.
alter table idempotency_key add column member uuid;
`,
});
