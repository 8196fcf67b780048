import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select number, root, bookings, transfers, (select max(audit_entry) from checkpoint) as audit_entry from checkpoint order by number desc limit 1`;

export interface LastCheckpoint {
  readonly number: bigint;
  readonly root: Buffer;
  readonly bookings: bigint;
  readonly transfers: bigint;
  /** The last entry of the audit log that any checkpoint seals; null: none does. */
  readonly audit_entry: bigint | null;
}

export async function findLastCheckpoint(tx: Tx): Promise<LastCheckpoint | undefined> {
  const [row] = await tx.query<LastCheckpoint>(SQL);
  return row;
}
