import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `delete from customer_record where customer_id = any($1::text[])`;

/** Removes records: of who is forgotten, or whom `tx` has made known and only refused events name. */
export async function dropRecords(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  await tx.query(SQL, [textColumn(customerIds, (customerId) => customerId)], 'customers.drop-records');
}
