import { defineMigration } from '@perennial/persistence';

/** How the programme is doing: points and rewards by day, and how long a purchase waits for its points. */
export const programmeDays = defineMigration({
  scope: 'metrics',
  number: 20,
  name: 'programme-days',
  up: /* sql */ `
-- What the messages on loyalty.points and loyalty.reward-issued come to. A row is of one partition, whose chunks follow
-- one another anyway: so nobody waits for a row, however many instances count.
create table programme_day (
  -- Of the message's time, in the programme's time zone.
  day date not null,
  -- Who published: ledger, campaign, or other.
  issuer text collate "C" not null check (issuer in ('ledger', 'campaign', 'other')),
  movement text collate "C" not null,
  -- Of the topic that this movement is told on.
  partition int4 not null,
  messages int8 not null check (messages > 0),
  -- Signed: above 0 to the members. All of the ledger's sum to what is outstanding.
  points int8 not null,
  primary key (day, issuer, movement, partition)
) with (fillfactor = 70);

-- Purchases and the first award for each, whichever is heard of first, until both are. Short-lived, and without names.
create table awarded_purchase (
  -- Identity of the purchase event, as the inbox has it.
  event_key uuid primary key,
  -- When Kafka got the purchase.
  bought_at timestamptz,
  -- When Kafka was given the first award it caused.
  awarded_at timestamptz,
  -- By the database's clock, as those two are not by the service's.
  noted_at timestamptz not null default clock_timestamp(),
  check (num_nonnulls(bought_at, awarded_at) > 0)
) with (fillfactor = 80);
create index awarded_purchase_noted on awarded_purchase using brin (noted_at);

-- How many awards came how long after their purchase. A row is of the partition whose chunk completed the pair.
create table award_delay_day (
  -- Of the award, in the programme's time zone.
  day date not null,
  topic text collate "C" not null,
  partition int4 not null,
  -- Delays in [2^(step/8), 2^((step+1)/8)) milliseconds; step 0 also those below.
  step int2 not null check (step >= 0),
  awards int8 not null check (awards > 0),
  primary key (day, topic, partition, step)
) with (fillfactor = 70);
`,
});
