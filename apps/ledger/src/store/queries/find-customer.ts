import type { Tx } from '@perennial/persistence';

/** The customer whose account it is; undefined when nobody's. */
export async function findCustomer(tx: Tx, account: string): Promise<string | undefined> {
  const [row] = await tx.query<{ customer_id: string }>(
    'select customer_id from member where account = $1',
    [account],
    'ledger-find-customer',
  );
  return row?.customer_id;
}
