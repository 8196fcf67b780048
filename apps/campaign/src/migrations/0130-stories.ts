import { defineMigration } from '@perennial/persistence';

/** What customers may be quoted with. */
export const stories = defineMigration({
  scope: 'campaign',
  number: 130,
  name: 'stories',
  up: /* sql */ `
-- Of every review what the feed of stories shows or chooses by. Apart from what reviews are judged by, which has no stars.
create table review_story (
  review_id text collate "C" primary key,
  bucket int2 not null check (bucket between 0 and 1023),
  stars int2 not null check (stars between 1 and 5),
  -- What the shop says.
  verified boolean not null
);
create index review_stands on review (published_at, review_id) where standing in ('trusted', 'released') and not unpublished;
`,
});
