import type { Tx } from '@perennial/persistence';

/** How many versions there are. */
export async function countProgrammeVersions(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ versions: bigint }>(
    'select count(*) as versions from programme_version',
    [],
    'ledger-count-programme-versions',
  );
  return Number(row?.versions ?? 0);
}
