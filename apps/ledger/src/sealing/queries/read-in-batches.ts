import type { Tx } from '@perennial/persistence';

let cursors = 0;

/**
 * The rows of a query a batch at a time, so that memory does not grow with them.
 *
 * @param tx an open transaction; the rows are of the moment in which reading begins
 * @param sql without parameters
 */
export async function* readInBatches<Row extends object>(tx: Tx, sql: string, rows: number): AsyncGenerator<Row[]> {
  const cursor = `batches_${(cursors += 1)}`;
  await tx.query(`declare ${cursor} no scroll cursor for ${sql}`);
  for (;;) {
    const batch = await tx.query<Row>(`fetch forward ${rows} from ${cursor}`);
    if (batch.length > 0) yield batch;
    if (batch.length < rows) break;
  }
  await tx.query(`close ${cursor}`);
}
