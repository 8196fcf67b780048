import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into reconciliation_walk (number, began_at) values ($1, $2) on conflict (number) do nothing`;

/** Begins the next walk; when somebody else has begun it, nothing happens. */
export async function beginWalk(tx: Tx, number: bigint, beganAt: Date): Promise<void> {
  await tx.query(SQL, [number, beganAt]);
}
