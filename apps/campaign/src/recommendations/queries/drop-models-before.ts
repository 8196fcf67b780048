import type { Tx } from '@perennial/persistence';

const TABLES = ['recommended_name', 'recommended_product', 'recommendation_model'];

/** Drops all models of lower versions. */
export async function dropModelsBefore(tx: Tx, version: number): Promise<void> {
  for (const table of TABLES) await tx.query(/* sql */ `delete from ${table} where version < $1`, [version]);
}
