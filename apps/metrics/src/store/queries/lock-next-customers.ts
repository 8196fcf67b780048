import type { Tx } from '@perennial/persistence';

// By id, which is the order in which everybody locks customers. Those that were merged away have nothing of their own.
const SQL = /* sql */ `
  select customer_id
    from customer_record
   where customer_id > $1 and person_id = customer_id
   order by customer_id
   limit $2
     for update`;

/** The next customers after an id, bytewise, locked until `tx` ends. */
export async function lockNextCustomers(tx: Tx, after: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ customer_id: string }>(SQL, [after, limit]);
  return rows.map((row) => row.customer_id);
}
