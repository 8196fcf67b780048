import type { Tx } from '@perennial/persistence';

import { SHARE_PERIOD, SHARE_UNIT } from '../budget-shares.js';

// An order that uses an offer has spent of what is set aside for it, and no more is told of that here: so it may be less.
const SQL = /* sql */ `
  with set_aside as (
    select campaign_id, month, unit, sum(amount)::int8 as amount
      from (select campaign_id, ${SHARE_PERIOD} as month, ${SHARE_UNIT} as unit, amount::int8
              from offer cross join jsonb_each_text(taken) as each (key, amount)
             where ended is distinct from 'expired' or ${SHARE_UNIT} = 'offers'
             union all
            select campaign_id, month, unit, amount from budget_left_behind) each
     group by 1, 2, 3
  )
  select campaign_id, month, unit, reserved, coalesce(amount, 0) as amount
    from budget
    left join set_aside using (campaign_id, month, unit)
   where reserved > coalesce(amount, 0)
   limit 1`;

interface Row {
  readonly campaign_id: string;
  readonly month: string;
  readonly unit: string;
  readonly reserved: bigint;
  readonly amount: bigint;
}

/** Budgets against the offers that they have something set aside for. @returns the first with more than these have, in words */
export async function findUnreturnedBudget(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<Row>(SQL);
  if (!row) return undefined;
  const { campaign_id, month, unit, reserved, amount } = row;
  return `${reserved} (${unit}) are set aside of the budget of ${campaign_id} in ${month}, and its offers have ${amount}: the rest was never given back`;
}
