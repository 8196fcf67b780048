import { defineMigration } from '@perennial/persistence';

/** Who brought whom, and what the ledger gave for it. */
export const referrals = defineMigration({
  scope: 'campaign',
  number: 4,
  name: 'referrals',
  up: /* sql */ `
-- As they were told. Whether one counts is the ledger's to say: by what it gives.
create table referral (
  customer_id text collate "C" not null,
  referral_id text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  referee_id text collate "C" not null,
  device_digest text collate "C",
  address_digest text collate "C",
  at timestamptz not null,
  primary key (customer_id, referral_id)
);
create index referral_referee on referral (referee_id);

-- Points for a friend, of either side: both have the friend's purchase as their cause.
create table referral_award (
  customer_id text collate "C" not null,
  reward_id text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  side text not null check (side in ('referrer', 'referee')),
  cause_source text collate "C" not null,
  cause_id text collate "C" not null,
  at timestamptz not null,
  primary key (customer_id, reward_id)
);

-- Of a friend: that the points were taken back, which is for good.
create table referral_reversal (
  customer_id text collate "C" primary key,
  bucket int2 not null check (bucket between 0 and 1023),
  at timestamptz not null
);
`,
});
