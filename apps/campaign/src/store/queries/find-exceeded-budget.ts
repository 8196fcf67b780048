import type { Tx } from '@perennial/persistence';

import { SHARE_PERIOD, SHARE_UNIT } from '../budget-shares.js';

// Offers of forgotten customers are gone, and what they took stays taken.
const SQL = /* sql */ `
  with taken as (
    select campaign_id, ${SHARE_PERIOD} as month, ${SHARE_UNIT} as unit,
           sum(amount::int8)::int8 as amount
      from offer
     cross join jsonb_each_text(offer.taken) as each (key, amount)
     group by 1, 2, 3
  )
  select campaign_id, month, unit, coalesce(taken.amount, 0) as taken, coalesce(reserved + spent, 0) as used, most
    from taken
    full join budget using (campaign_id, month, unit)
   where coalesce(reserved + spent, 0) < taken.amount or reserved + spent > most
   limit 1`;

interface Row {
  readonly campaign_id: string;
  readonly month: string;
  readonly unit: string;
  readonly taken: bigint;
  readonly used: bigint;
  readonly most: bigint | null;
}

/**
 * Budgets against the offers that took of them, and against what the document allowed when one last did.
 *
 * @returns the first with less than its offers have, or more than it may have, in words
 */
export async function findExceededBudget(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<Row>(SQL);
  if (!row) return undefined;
  const { campaign_id, month, unit, taken, used, most } = row;
  return `the offers of ${campaign_id} in ${month} have ${taken} (${unit}), and ${used} of ${most ?? 'any'} are set aside or spent`;
}
