import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select number, hash from audit_entry order by number desc limit 1`;

/** The end of the chain: its hash stands for every entry up to it. */
export interface LastAuditEntry {
  readonly number: bigint;
  readonly hash: Buffer;
}

export async function findLastAuditEntry(tx: Tx): Promise<LastAuditEntry | undefined> {
  const [row] = await tx.query<LastAuditEntry>(SQL, [], 'ledger-find-last-audit-entry');
  return row;
}
