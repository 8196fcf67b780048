import type { Tx } from '@perennial/persistence';

import { moveColumns } from './move-columns.js';

/** Tables of which nothing has to be added up when two persons become one. */
const TABLES = ['survey_answer', 'survey_invitation', 'tier_change', 'follow_up_case'] as const;

const sqlOf = (table: (typeof TABLES)[number]) => /* sql */ `
  update ${table} t
     set customer_id = move.into_id, bucket = move.bucket
    from unnest($1::text[], $2::text[], $3::int2[]) as move (from_id, into_id, bucket)
   where t.customer_id = move.from_id`;

/**
 * Gives the answers, invitations, changes of tier and cases of persons who are none any more to those they have become. All
 * are locked by `tx`.
 */
export async function moveRows(tx: Tx, moves: ReadonlyMap<string, string>): Promise<void> {
  for (const table of TABLES) await tx.query(sqlOf(table), moveColumns(moves), `metrics.move-${table}`);
}
