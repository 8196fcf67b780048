import { defineMigration } from '@perennial/persistence';

/** Offers of points. What they are stands in `value`; given is given, so they have ended when they are made. */
export const offersOfPoints = defineMigration({
  scope: 'campaign',
  number: 100,
  name: 'offers-of-points',
  up: /* sql */ `
alter table offer
  drop constraint offer_kind_check,
  add constraint offer_kind_check check (kind in ('discount', 'points', 'gift', 'benefit', 'experience'));
`,
});
