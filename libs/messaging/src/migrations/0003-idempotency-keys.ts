import { defineMigration } from '@perennial/persistence';

/** Answers of commands over HTTP. Here, because every service has these tables; `libs/service` reads and writes them. */
export const idempotencyKeys = defineMigration({
  scope: 'messaging',
  number: 3,
  name: 'idempotency-keys',
  up: /* sql */ `
-- Written in the transaction of the effect, or of the refusal. A command that is still running has no row.
create table idempotency_key (
  -- Name-based UUID of operation, parameters of its path and the key.
  command_id uuid primary key,
  -- Method and pattern of the route, for people: it names nobody.
  operation text collate "C" not null,
  -- SHA-256 of who acted and of the body as canonical JSON.
  request_digest bytea not null,
  status int2 not null check (status between 200 and 499),
  -- JSON as it was sent.
  answer text collate "C" not null,
  -- By the service's clock.
  answered_at timestamptz not null
);
create index idempotency_key_answered_at on idempotency_key (answered_at);
`,
});
