import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select true from customer where customer_id = $1`;

/** Whether an accepted purchase has named the customer. */
export async function isKnownCustomer(tx: Tx, customerId: string): Promise<boolean> {
  return (await tx.query(SQL, [customerId], 'metrics.find-customer')).length > 0;
}
