import { defineMigration } from '@perennial/persistence';

/** Reviews of a product that stand, the newest first, without reading the others. */
export const storiesOfAProduct = defineMigration({
  scope: 'campaign',
  number: 133,
  name: 'stories-of-a-product',
  up: /* sql */ `
create index review_stands_of_product on review (sku, published_at, review_id)
 where standing in ('trusted', 'released') and not unpublished;
`,
});
