import { defineMigration } from '@perennial/persistence';

/** What budgets have set aside for nobody, because their customers were forgotten: so that anything else would be found. */
export const budgetsLeftBehind = defineMigration({
  scope: 'campaign',
  number: 111,
  name: 'budgets-left-behind',
  up: /* sql */ `
create table budget_left_behind (
  campaign_id text collate "C" not null,
  month text collate "C" not null,
  unit text collate "C" not null,
  amount int8 not null
);

-- By a trigger, so that a build which knows of no such table writes them, too.
create function leave_budgets_behind() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  insert into budget_left_behind (campaign_id, month, unit, amount)
  select campaign_id, coalesce(substring(key from '^(.*) [^ ]+$'), month), substring(key from '[^ ]+$'), sum(amount::int8)
    from gone
   cross join jsonb_each_text(taken) as each (key, amount)
   group by 1, 2, 3;
  return null;
end $$;
lock table offer, budget in share row exclusive mode;
create trigger budgets_left_behind after delete on offer referencing old table as gone
  for each statement execute function leave_budgets_behind();

-- What has no offer until now is taken for that.
insert into budget_left_behind (campaign_id, month, unit, amount)
select campaign_id, month, unit, reserved - coalesce(taken.amount, 0)
  from budget
  left join (select campaign_id, coalesce(substring(key from '^(.*) [^ ]+$'), month) as month, substring(key from '[^ ]+$') as unit,
                    sum(amount::int8)::int8 as amount
               from offer
              cross join jsonb_each_text(offer.taken) as each (key, amount)
              group by 1, 2, 3) taken using (campaign_id, month, unit)
 where reserved > coalesce(taken.amount, 0);
`,
});
