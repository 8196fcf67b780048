import { textColumn, type Tx } from '@perennial/persistence';
import { OF_ACCOUNT } from '@perennial/service';

const SQL = /* sql */ `
  with resolutions as (delete from issue_resolution where customer_id = any($1::text[])),
       actors as (
         update follow_up_case set actor = $2 where actor = any($1::text[]) and customer_id <> all($1::text[])
       )
  delete from follow_up_case where customer_id = any($1::text[])`;

/** Forgets the cases of customers who are forgotten, and has those that they closed themselves name nobody any more. */
export async function dropCases(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  const forgotten = textColumn(customerIds, (customerId) => customerId);
  await tx.query(SQL, [forgotten, `${OF_ACCOUNT}forgotten`], 'campaign.drop-cases');
}
