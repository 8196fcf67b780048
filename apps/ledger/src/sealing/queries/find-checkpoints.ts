import type { Tx } from '@perennial/persistence';

import type { SignedCheckpoint } from '../signed-checkpoint.js';

const SQL = /* sql */ `
  select number, root, previous_root, bookings, transfers, (extract(epoch from signed_at) * 1000)::float8 as signed_at,
         key_id, signature
    from checkpoint where number = any($1) order by number`;

interface Row {
  readonly number: bigint;
  readonly root: Buffer;
  readonly previous_root: Buffer | null;
  readonly bookings: bigint;
  readonly transfers: bigint;
  readonly signed_at: number;
  readonly key_id: string;
  readonly signature: Buffer;
}

/** Those of the given numbers that are there, in their order. */
export async function findCheckpoints(tx: Tx, numbers: readonly (number | bigint)[]): Promise<SignedCheckpoint[]> {
  const rows = await tx.query<Row>(SQL, [numbers]);
  return rows.map(({ previous_root, signed_at, key_id, ...row }) => ({
    ...row,
    ...(previous_root ? { previousRoot: previous_root } : {}),
    signedAt: signed_at,
    keyId: key_id,
  }));
}
