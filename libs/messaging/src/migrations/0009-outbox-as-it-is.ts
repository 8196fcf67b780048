import { defineMigration } from '@perennial/persistence';

/** What lives for a moment is not worth being compressed: that was more work than writing it. */
export const outboxAsItIs = defineMigration({
  scope: 'messaging',
  number: 9,
  name: 'outbox-as-it-is',
  up: /* sql */ `alter table outbox alter column messages set storage external;`,
});
