import type { Tx } from '@perennial/persistence';

/** The hash of an entry of the audit log; undefined when there is none of this number. */
export async function findAuditHash(tx: Tx, number: bigint): Promise<Buffer | undefined> {
  const [row] = await tx.query<{ hash: Buffer }>('select hash from audit_entry where number = $1', [number]);
  return row?.hash;
}
