import type { Tx } from '@perennial/persistence';

/** The account of a customer; undefined for one nobody has named, or who was forgotten. Locks nothing: it never changes. */
export async function findAccount(tx: Tx, customerId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ account: string }>(
    'select account from member where customer_id = $1',
    [customerId],
    'ledger-find-account',
  );
  return row?.account;
}
