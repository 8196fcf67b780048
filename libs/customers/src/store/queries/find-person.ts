import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select person_id from customer_record where customer_id = $1`;

/** The record that a customer is one person with, often itself; undefined where no accepted event has named the customer. */
export async function findPerson(tx: Tx, customerId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ person_id: string }>(SQL, [customerId], 'customers.find-person');
  return row?.person_id;
}
