import { textColumn, type Tx } from '@perennial/persistence';

// Just before whoever it names: nobody else is in between. Nor is that one forgotten at the same moment: erasures follow one another.
const SQL = /* sql */ `
  update model_generation
     set published_until = coalesce((select max(customer_id) from customer_record where customer_id < published_until), '')
   where published_until = any($1::text[])`;

/**
 * How far the projections of a generation were sent is written as a customer id: it names nobody who is forgotten. The customers are
 * locked by `tx`, and what was refused of them is forgotten already, which is where other erasures wait.
 */
export async function forgetCursor(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await tx.query(SQL, [textColumn(customerIds, (customerId) => customerId)], 'metrics.forget-cursor');
}
