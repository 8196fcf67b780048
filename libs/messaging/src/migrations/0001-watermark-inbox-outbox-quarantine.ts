import { defineMigration } from '@perennial/persistence';

/** The tables every service's delivery stands on. They live beside the effects: one transaction covers both. */
export const watermarkInboxOutboxQuarantine = defineMigration({
  scope: 'messaging',
  number: 1,
  name: 'watermark-inbox-outbox-quarantine',
  up: /* sql */ `
-- How far each partition is applied. The truth; the group's offset at the broker only follows it.
create table consumer_watermark (
  topic text collate "C" not null,
  partition int4 not null,
  next_offset int8 not null check (next_offset >= 0),
  -- The last record applied, to recognise a topic that was deleted and made anew.
  last_offset int8,
  last_digest bytea,
  owner text not null,
  updated_at timestamptz not null default now(),
  primary key (topic, partition)
) with (fillfactor = 50);

-- One row per accepted event, for ever. Keys and digests are the first 16 bytes of SHA-256.
create table inbox (
  event_key uuid primary key,
  business_key uuid,
  payload_digest uuid not null,
  data_digest uuid not null,
  bucket int2 not null,
  topic text collate "C" not null,
  partition int4 not null,
  record_offset int8 not null
);
create unique index inbox_business_key on inbox (business_key) where business_key is not null;

-- Messages of committed transactions that are not yet published; one row per transaction and shard.
create table outbox (
  -- Drawn when the row is inserted, which is after all locks are held: so id order is commit order for each member.
  id int8 generated always as identity (cache 1) primary key,
  shard int2 not null,
  -- The chunk it came from; null for commands and clock work.
  topic text collate "C",
  partition int4,
  start_offset int8,
  next_offset int8,
  message_count int4 not null check (message_count > 0),
  messages bytea not null,
  created_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- Who publishes a shard.
create table outbox_lease (
  shard int2 primary key,
  owner text not null,
  leased_until timestamptz not null
) with (fillfactor = 50);
insert into outbox_lease select shard, 'nobody', '-infinity' from generate_series(0, 7) shard;

-- Records that were refused, as they came.
create table quarantine (
  id int8 generated always as identity primary key,
  topic text collate "C" not null,
  partition int4 not null,
  record_offset int8 not null,
  reason text not null,
  detail text not null,
  event_id text collate "C",
  source text collate "C",
  key bytea,
  -- Null for a tombstone and for an erased subject; at most the first 1 MiB, of a TOO_LARGE one 64 KiB.
  value bytea,
  value_bytes int8,
  value_digest bytea,
  -- [{"name", "text"} or {"name", "base64"}] in the order received
  headers jsonb not null,
  at timestamptz not null,
  unique (topic, partition, record_offset)
);
create index quarantine_reason on quarantine (reason, id);
`,
});
