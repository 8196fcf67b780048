import { defineMigration } from '@perennial/persistence';

/**
 * Of points for friends: what they are for, so that what is taken back is known from what is given again. Awards of before have neither;
 * what `referral_reversal` says is of them alone, and a build of before goes on writing there.
 */
export const whatPointsAreFor = defineMigration({
  scope: 'campaign',
  number: 95,
  name: 'what-points-are-for',
  up: /* sql */ `
alter table referral_award
  -- As the ledger says it, the same for both sides of a referral; null: it did not say.
  add column thing text collate "C",
  add column points int8 check (points > 0),
  -- The number of the message among those of its customer.
  add column sequence int8,
  -- When the last of its points were taken back; null: not all of them were, or the ledger did not say of what.
  add column taken_back_at timestamptz;
create index referral_award_thing on referral_award (thing, side) where thing is not null;

-- What was taken back of points for a friend.
create table referral_clawback (
  customer_id text collate "C" not null,
  transfer_id text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  side text not null check (side in ('referrer', 'referee')),
  thing text collate "C" not null,
  points int8 not null check (points > 0),
  sequence int8 not null,
  at timestamptz not null,
  primary key (customer_id, transfer_id)
);
create index referral_clawback_thing on referral_clawback (thing, side);
`,
});
