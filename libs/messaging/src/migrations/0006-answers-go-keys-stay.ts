import { defineMigration } from '@perennial/persistence';

/** A key stays for ever, so that it never acts twice; its answer goes after a time, or with a customer it names. */
export const answersGoKeysStay = defineMigration({
  scope: 'messaging',
  number: 6,
  name: 'answers-go-keys-stay',
  up: /* sql */ `
-- Null: it is not kept any more, and neither is who it named.
alter table idempotency_key alter column answer drop not null;
-- Name-based UUIDs of further customers whom the answer names; null: nobody.
alter table idempotency_key add column names uuid[];

-- Only rows with an answer are looked for: what is indexed stays as small as what is kept.
drop index idempotency_key_answered_at;
create index idempotency_key_answered_at on idempotency_key (answered_at) where answer is not null;
create index idempotency_key_member on idempotency_key (member) where answer is not null;
create index idempotency_key_names on idempotency_key using gin (names) where answer is not null;
`,
});
