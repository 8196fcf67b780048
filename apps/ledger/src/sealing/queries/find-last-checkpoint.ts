import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select number, root, bookings, transfers from checkpoint order by number desc limit 1`;

export interface LastCheckpoint {
  readonly number: bigint;
  readonly root: Buffer;
  readonly bookings: bigint;
  readonly transfers: bigint;
}

export async function findLastCheckpoint(tx: Tx): Promise<LastCheckpoint | undefined> {
  const [row] = await tx.query<LastCheckpoint>(SQL);
  return row;
}
