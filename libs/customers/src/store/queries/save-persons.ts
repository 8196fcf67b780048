import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  update customer_record record
     set person_id = now.person_id
    from unnest($1::text[], $2::text[]) as now (customer_id, person_id)
   where record.customer_id = now.customer_id`;

/** Writes who records are from now on. Their persons are locked by `tx`. */
export async function savePersons(tx: Tx, persons: readonly (readonly [string, string])[]): Promise<void> {
  if (persons.length === 0) return;
  await tx.query(
    SQL,
    [textColumn(persons, ([record]) => record), textColumn(persons, ([, person]) => person)],
    'customers.save-persons',
  );
}
