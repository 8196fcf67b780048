import type { Tx } from '@perennial/persistence';

/** A step of a plan, as EXPLAIN tells it. */
interface Step {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Step[];
}

/** How many rows statements that only read have taken from tables and indexes, those that were no use included. */
export async function rowsRead(db: Tx, work: (tx: Tx) => Promise<unknown>): Promise<number> {
  let rows = 0;
  await work({
    async query(sql, params, name) {
      const [told] = await db.query<{ 'QUERY PLAN': readonly { Plan: Step }[] }>(
        `explain (analyze, timing off, format json) ${sql}`,
        params,
      );
      for (const { Plan } of told?.['QUERY PLAN'] ?? []) rows += rowsOf(Plan);
      return db.query(sql, params, name);
    },
  });
  return rows;
}

function rowsOf(step: Step): number {
  const isRead = /Scan$/.test(step['Node Type']) && !/^(CTE|Subquery|Function|Values)/.test(step['Node Type']);
  const own = (step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0)) * step['Actual Loops'];
  return (step.Plans ?? []).reduce((sum, part) => sum + rowsOf(part), isRead ? own : 0);
}
