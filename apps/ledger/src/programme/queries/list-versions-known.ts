import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select version from programme_version where coalesce(booking, 0) <= $1`;

/** The versions that had been applied by a booking, whenever they start. */
export async function listVersionsKnown(tx: Tx, booking: bigint): Promise<ReadonlySet<number>> {
  const rows = await tx.query<{ version: number }>(SQL, [booking]);
  return new Set(rows.map(({ version }) => version));
}
