import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `delete from member where account = any($1::uuid[])`;

/** Removes accounts opened in this transaction for customers whom only refused events name. */
export async function closeAccounts(tx: Tx, accounts: readonly string[]): Promise<void> {
  if (accounts.length > 0) await tx.query(SQL, [accounts], 'ledger-close-accounts');
}
