import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select customer_id from customer_record where customer_id > $1 and person_id = customer_id order by customer_id limit $2`;

/** Persons in the order of their ids. @param after the last one of the page before; '': from the beginning */
export async function listPersonsAfter(tx: Tx, after: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ customer_id: string }>(SQL, [after, limit], 'audiences.list-persons-after');
  return rows.map((row) => row.customer_id);
}
