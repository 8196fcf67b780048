import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select coalesce(by_day.days, 0) as days, coalesce(customer.purchase_days, 0) as kept
    from (select customer_id, count(distinct day) filter (where orders > 0) as days from purchase_day group by 1) by_day
    full join customer using (customer_id)
   where coalesce(by_day.days, 0) <> coalesce(customer.purchase_days, 0)
   limit 1`;

/** Days against the number of days, whatever the currency. @returns the first difference, in words without the customer */
export async function findMiscountedDays(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ days: bigint; kept: number }>(SQL);
  return row && `a customer bought on ${row.days} days, and is said to have on ${row.kept}`;
}
