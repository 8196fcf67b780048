import type { Tx } from '@perennial/persistence';

import type { UnpublishedGeneration } from './find-unpublished-generation.js';

const SQL = /* sql */ `
  update model_generation
     set published_until = $3, published = $3 = ''
   where generation = $1 and published_until = $2 and not published
  returning generation`;

/**
 * Says how far the projections of a generation have been sent: compare and set. Held until `tx` ends; everybody locks customers
 * before.
 *
 * @param until the last customer; undefined: everybody, and then nobody is named any more
 * @returns false when somebody else has sent some of them, or the customer up to whom they were sent was forgotten
 */
export async function movePublishedUntil(
  tx: Tx,
  { generation, publishedUntil }: UnpublishedGeneration,
  until: string | undefined,
): Promise<boolean> {
  return (await tx.query(SQL, [generation, publishedUntil, until ?? ''])).length > 0;
}
