import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into model_generation (generation, fitted_at, reason, records_amid)
  select coalesce(max(generation), 0) + 1, $1, $2, $3 from model_generation
  returning generation`;

/**
 * @param recordsAmid how many records had been applied when it was fitted; undefined: it was at rest
 * @returns the number of the new generation
 */
export async function insertGeneration(
  tx: Tx,
  fittedAt: Date,
  reason: string,
  recordsAmid: bigint | undefined,
): Promise<number> {
  const [row] = await tx.query<{ generation: number }>(SQL, [fittedAt, reason, recordsAmid ?? null]);
  if (!row) throw new Error('an insert returned no row');
  return row.generation;
}
