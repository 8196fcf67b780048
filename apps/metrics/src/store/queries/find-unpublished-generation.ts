import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select generation, fitted_at, published_until
    from model_generation
   where generation = (select max(generation) from model_generation) and not published`;

export interface UnpublishedGeneration {
  readonly generation: number;
  readonly fittedAt: Date;
  /** Everybody up to this customer id has been sent its projections. */
  readonly publishedUntil: string;
}

/** The newest generation, unless everybody has been sent its projections. Older ones are not finished. */
export async function findUnpublishedGeneration(tx: Tx): Promise<UnpublishedGeneration | undefined> {
  const [row] = await tx.query<{ generation: number; fitted_at: Date; published_until: string }>(SQL);
  return row && { generation: row.generation, fittedAt: row.fitted_at, publishedUntil: row.published_until };
}
