import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with person as (
    select distinct person_id from customer_record where customer_id = any($1::text[])
  )
  select customer_id, person_id from customer_record where customer_id in (select person_id from person)
   union all
  select customer_id, person_id from customer_record join person using (person_id) where customer_id <> person_id`;

/** Every record of the persons that the customers are, by record: the person. Unknown customers are not among them. */
export async function listRecordsOfPersons(tx: Tx, customerIds: readonly string[]): Promise<Map<string, string>> {
  if (customerIds.length === 0) return new Map();
  const rows = await tx.query<{ customer_id: string; person_id: string }>(
    SQL,
    [textColumn(customerIds, (customerId) => customerId)],
    'customers.list-records-of-persons',
  );
  return new Map(rows.map((row) => [row.customer_id, row.person_id]));
}
