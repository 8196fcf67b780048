import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into model_generation (generation, fitted_at, reason)
  select coalesce(max(generation), 0) + 1, $1, $2 from model_generation
  returning generation`;

/** @returns the number of the new generation */
export async function insertGeneration(tx: Tx, fittedAt: Date, reason: string): Promise<number> {
  const [row] = await tx.query<{ generation: number }>(SQL, [fittedAt, reason]);
  if (!row) throw new Error('an insert returned no row');
  return row.generation;
}
