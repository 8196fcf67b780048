import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select records_amid from model_generation order by generation desc limit 1`;

/** How many records had been applied when the newest models were fitted amid many others; undefined: they were fitted at rest, or there are none. */
export async function findRecordsAmid(tx: Tx): Promise<bigint | undefined> {
  const [row] = await tx.query<{ records_amid: bigint | null }>(SQL);
  return row?.records_amid ?? undefined;
}
