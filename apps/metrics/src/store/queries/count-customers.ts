import type { Tx } from '@perennial/persistence';

import type { SurveyWindow } from '../../domain/survey-window.js';

const sqlOf = (customers: string) => /* sql */ `
  select count(*) as customers, count(*) filter (where purchase_days > 1) as repeat_customers,
         coalesce(sum(purchase_days), 0)::int8 as purchase_days
    from (${customers}) customer`;

// Of all time it is kept already, so that no day has to be read.
const OF_ALL_TIME = sqlOf(`select purchase_days from customer where purchase_days > 0`);

const OF_DAYS = sqlOf(/* sql */ `
  select count(distinct day) as purchase_days
    from purchase_day
   where orders > 0 and day between $1 and $2
   group by customer_id`);

/**
 * Customers with a purchase day among some days, or ever, those with more than one, and their days, each counted once whatever the
 * currencies.
 */
export async function countCustomers(
  tx: Tx,
  { from, to }: SurveyWindow,
): Promise<{ customers: number; repeatCustomers: number; purchaseDays: number }> {
  const isWindow = from !== undefined || to !== undefined;
  const [row] = isWindow
    ? await tx.query<Row>(OF_DAYS, [from ?? '-infinity', to ?? 'infinity'])
    : await tx.query<Row>(OF_ALL_TIME);
  return {
    customers: Number(row?.customers ?? 0),
    repeatCustomers: Number(row?.repeat_customers ?? 0),
    purchaseDays: Number(row?.purchase_days ?? 0),
  };
}

interface Row {
  readonly customers: bigint;
  readonly repeat_customers: bigint;
  readonly purchase_days: bigint;
}
