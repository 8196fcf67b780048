import { defineMigration } from '@perennial/persistence';

/** A chunk may have records of several partitions: where it begins in each of them. Both are empty for commands and clock work. */
export const outboxOfSeveralPartitions = defineMigration({
  scope: 'messaging',
  number: 10,
  name: 'outbox-of-several-partitions',
  up: /* sql */ `
alter table outbox add column partitions int4[] not null default '{}', add column start_offsets int8[] not null default '{}';
update outbox set partitions = array[partition], start_offsets = array[start_offset] where partition is not null;
alter table outbox drop column partition, drop column start_offset, drop column next_offset`,
});
