import type { Tx } from '@perennial/persistence';

// Offers of forgotten customers are gone, and what they took stays taken.
const SQL = /* sql */ `
  with taken as (
    select campaign_id, month, unit, sum(amount::int8) as amount
      from offer
     cross join jsonb_each_text(offer.taken) as each (unit, amount)
     where offer.ended is null or unit = 'offers'
     group by 1, 2, 3
  )
  select taken.campaign_id, taken.month, taken.unit, taken.amount::int8 as amount, coalesce(budget.reserved, 0) as reserved
    from taken
    left join budget using (campaign_id, month, unit)
   where coalesce(budget.reserved, 0) < taken.amount
   limit 1`;

/** Budgets against the offers that were taken from them. @returns the first that has set aside less, in words */
export async function findExceededBudget(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{
    campaign_id: string;
    month: string;
    unit: string;
    amount: bigint;
    reserved: bigint;
  }>(SQL);
  return (
    row &&
    `the offers of ${row.campaign_id} in ${row.month} take ${row.amount} (${row.unit}), and ${row.reserved} are set aside`
  );
}
