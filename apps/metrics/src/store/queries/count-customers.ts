import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select count(*) as customers, count(*) filter (where purchase_days > 1) as repeat_customers,
         coalesce(sum(purchase_days), 0)::int8 as purchase_days
    from customer
   where purchase_days > 0`;

/** Customers with a purchase day, those with more than one, and their days, each counted once whatever the currencies. */
export async function countCustomers(
  tx: Tx,
): Promise<{ customers: number; repeatCustomers: number; purchaseDays: number }> {
  const [row] = await tx.query<{ customers: bigint; repeat_customers: bigint; purchase_days: bigint }>(SQL);
  return {
    customers: Number(row?.customers ?? 0),
    repeatCustomers: Number(row?.repeat_customers ?? 0),
    purchaseDays: Number(row?.purchase_days ?? 0),
  };
}
