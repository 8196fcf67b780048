import { defineMigration } from '@perennial/persistence';

/** Events that told again, under an id of their own, what had been accepted: so that whoever asks what became of one is told. */
export const repeats = defineMigration({
  scope: 'messaging',
  number: 7,
  name: 'repeats',
  up: /* sql */ `
create table repeat (
  event_key uuid primary key,
  bucket int2 not null
);
`,
});
