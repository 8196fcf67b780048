import { dropRecords, lockCustomers } from '@perennial/customers';
import type { Tx } from '@perennial/persistence';

/** Locks customers who were found before, until `tx` ends. @returns those who are still persons and were not forgotten meanwhile */
export async function lockPersons(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  const customers = await lockCustomers(tx, customerIds);
  await dropRecords(tx, [...customers.created]);
  return customerIds.filter(
    (customerId) =>
      customers.personOf(customerId) === customerId &&
      !customers.created.has(customerId) &&
      !customers.isForgotten(customerId),
  );
}
