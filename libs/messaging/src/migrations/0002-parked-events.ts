import { defineMigration } from '@perennial/persistence';

/** Accepted events that wait for something nobody knows yet, with the records they came in. */
export const parkedEvents = defineMigration({
  scope: 'messaging',
  number: 2,
  name: 'parked-events',
  up: /* sql */ `
create table parked_event (
  id int8 generated always as identity primary key,
  -- Its row in the inbox: as long as it waits, it holds its identity and its business key.
  event_key uuid not null unique,
  -- A kind of thing and which one, such as order:o-1. Whoever writes or takes away a row has locked that thing.
  waits_for text collate "C" not null check (waits_for <> ''),
  bucket int2 not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  type text collate "C" not null,
  at timestamptz not null,
  -- RFC 3339 as received; at is the same instant.
  time text collate "C" not null,
  subject text collate "C",
  -- Those of dataschema, traceparent, correlationid, causationid, causationsource that it has.
  trace jsonb not null,
  -- As the contract types it. The digests were taken on arrival, of what was received.
  data jsonb not null,
  payload_digest uuid not null,
  data_digest uuid not null,
  topic text collate "C" not null,
  partition int4 not null,
  record_offset int8 not null,
  -- Key, value and headers byte by byte, packed as in the outbox: what a later refusal sets aside.
  record bytea not null,
  -- By the service's clock.
  since timestamptz not null
);
create index parked_event_waits_for on parked_event (waits_for, id);
`,
});
