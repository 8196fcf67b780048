import type { Tx } from '@perennial/persistence';

import { moveColumns } from './move-columns.js';

const SQL = /* sql */ `
  update survey_answer a
     set customer_id = move.into_id, bucket = move.bucket
    from unnest($1::text[], $2::text[], $3::int2[]) as move (from_id, into_id, bucket)
   where a.customer_id = move.from_id`;

/** Gives the answers of persons who are none any more to those they have become. All are locked by `tx`. */
export async function moveAnswers(tx: Tx, moves: ReadonlyMap<string, string>): Promise<void> {
  await tx.query(SQL, moveColumns(moves), 'metrics.move-answers');
}
