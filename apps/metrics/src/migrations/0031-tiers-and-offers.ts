import { defineMigration } from '@perennial/persistence';

/** In which tier customers were, and which campaigns have made them an offer: what reports tell them apart by. */
export const tiersAndOffers = defineMigration({
  scope: 'metrics',
  number: 31,
  name: 'tiers-and-offers',
  up: /* sql */ `
create table tier_change (
  customer_id text collate "C" not null,
  -- With source and event_id the place in the order of things.
  changed_at timestamptz not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  -- Of the programme's time zone.
  day date not null,
  from_tier text collate "C" not null,
  to_tier text collate "C" not null,
  primary key (customer_id, changed_at, source, event_id)
) with (fillfactor = 90);

-- The first offer of each campaign; of a holdout, the first that was withheld.
create table campaign_offer (
  customer_id text collate "C" not null,
  campaign_id text collate "C" not null,
  arm text collate "C" not null check (arm in ('treatment', 'holdout')),
  bucket int2 not null check (bucket between 0 and 1023),
  -- Of the programme's time zone.
  first_day date not null,
  primary key (customer_id, campaign_id, arm)
) with (fillfactor = 90);
`,
});
