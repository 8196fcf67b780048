import { defineMigration } from '@perennial/persistence';

/** Offers that multiply the points of an order: what they have given, and when their budgets are settled. */
export const pointsMultipliers = defineMigration({
  scope: 'campaign',
  number: 132,
  name: 'points-multipliers',
  up: /* sql */ `
alter table offer
  -- What the ledger has told of, less what it took back: below 0 for a moment, where that is heard first. Null: gives no points for an order.
  add column points_told int8,
  -- When what it has not given goes back to its budgets. Null: there is nothing to settle, or it was.
  add column settles_at timestamptz;

do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('grant update (points_told, settles_at) on offer to %I', current_database());
  end if;
end $$;

create index offer_settles_at on offer (settles_at) where settles_at is not null;
-- The ledger tells of an offer by its id alone, maybe of a customer who is not known to be the same person yet.
create index offer_to_settle on offer (offer_id) where settles_at is not null;
`,
});
