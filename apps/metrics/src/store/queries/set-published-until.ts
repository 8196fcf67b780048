import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  update model_generation set published_until = $2, published = $3 where generation = $1`;

export async function setPublishedUntil(tx: Tx, generation: number, customerId: string, all: boolean): Promise<void> {
  await tx.query(SQL, [generation, customerId, all]);
}
