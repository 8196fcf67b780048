import { defineMigration } from '@perennial/persistence';

/** What codes may take off at most, and what budgets may come to; codes stand nowhere as they are. */
export const heldToBounds = defineMigration({
  scope: 'campaign',
  number: 90,
  name: 'held-to-bounds',
  up: /* sql */ `
-- The most that a percentage takes off, which is what a budget has set aside for it.
alter table coupon
  add column most_minor int8 check (most_minor > 0),
  add column most_currency text collate "C" check ((most_currency is null) = (most_minor is null));

-- Since when nobody can use it any more, because what it was given for was taken back.
alter table coupon add column voided_at timestamptz;
-- Both sides of one referral have one purchase as their cause.
create index referral_award_cause on referral_award (cause_source, cause_id);

-- What the document allowed when an offer last took of it.
alter table budget
  add column most int8,
  add constraint budget_within_most check (reserved + spent <= most);

-- What is set aside for an offer stands in taken until its time is over. What has ended until now is over.
update offer set taken = taken - array(select unit from jsonb_object_keys(taken) unit where unit <> 'offers')
 where ended is not null and taken - 'offers' <> '{}';

-- The latest answers of a campaign, the latest offers of all, the latest orders: as many as are asked for, not as many as there are.
create index decision_latest_answers on decision (customer_id, campaign_id, cause_at desc) include (decision_id, occasion, outcome)
 where answered;
create index decision_latest_offers on decision (customer_id, cause_at desc) include (decision_id, campaign_id, occasion, outcome)
 where outcome = 'offered';
drop index decision_answered;
create index commerce_order_latest on commerce_order (customer_id, placed_at desc) where customer_id is not null;

-- What a campaign decided about a customer last.
create index decision_last on decision (customer_id, campaign_id, decided_at desc, cause_at desc) include (outcome, reason)
 where outcome <> 'skipped';

-- The body, encrypted: it may have a code in it. One that tells of nobody, or was owed by an earlier build, stands in payload.
alter table webhook_delivery
  add column sealed bytea,
  drop constraint webhook_delivery_check1,
  add check (num_nonnulls(payload, sealed) = 1 or (num_nonnulls(payload, sealed) = 0 and state = 'delivered'));

do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('grant update (taken) on offer to %I', current_database());
  end if;
end
$$;
`,
});
