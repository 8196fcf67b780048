import type { Tx } from '@perennial/persistence';

import type { Direction } from '../../domain/target.js';
import type { TargetMetricName } from '../../targets/target-metrics.js';
import type { Target } from '../../targets/target.js';

const sqlOf = (condition: string) => /* sql */ `
  select target_id, metric, goal, direction, owner, due_on, days, currency, group_by, group_name, set_at, set_by,
         start_value, start_on, outcome_value, outcome_n, outcome_at, too_many_on
    from target
   where withdrawn_at is null and ${condition}
   order by due_on, set_at, target_id`;

const ALL = sqlOf('true');
const UNDECIDED = sqlOf('outcome_at is null');
const ONE = sqlOf('target_id = $1');

interface Row {
  readonly target_id: string;
  readonly metric: TargetMetricName;
  readonly goal: number;
  readonly direction: Direction;
  readonly owner: string;
  readonly due_on: string;
  readonly days: number;
  readonly currency: string | null;
  readonly group_by: string | null;
  readonly group_name: string | null;
  readonly set_at: Date;
  readonly set_by: string;
  readonly start_value: number | null;
  readonly start_on: string | null;
  readonly outcome_value: number | null;
  readonly outcome_n: bigint | null;
  readonly outcome_at: Date | null;
  readonly too_many_on: string | null;
}

/** Targets that were not withdrawn, by the day they are due. @param which `undecided`: those without an outcome */
export async function listTargets(tx: Tx, which: 'all' | 'undecided'): Promise<Target[]> {
  const rows = await tx.query<Row>(which === 'all' ? ALL : UNDECIDED, [], `metrics.list-${which}-targets`);
  return rows.map(targetOf);
}

/** @returns undefined where there is none, or it was withdrawn */
export async function findTarget(tx: Tx, targetId: string): Promise<Target | undefined> {
  const [row] = await tx.query<Row>(ONE, [targetId], 'metrics.find-target');
  return row && targetOf(row);
}

function targetOf(row: Row): Target {
  const { group_by: by, group_name: name, start_value: value, start_on: on, outcome_n: n } = row;
  return {
    ...{ targetId: row.target_id, metric: row.metric, goal: row.goal, direction: row.direction, owner: row.owner },
    ...{ dueOn: row.due_on, days: row.days, setAt: row.set_at, setBy: row.set_by },
    ...(row.currency !== null && { currency: row.currency }),
    ...(by !== null && name !== null && { group: { by, name } }),
    start: value === null || on === null ? undefined : { value, on },
    outcome: row.outcome_at ? { value: row.outcome_value, n: n === null ? null : Number(n) } : undefined,
    tooManyOn: row.too_many_on ?? undefined,
  };
}
