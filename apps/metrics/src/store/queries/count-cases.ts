import type { Tx } from '@perennial/persistence';

import { PERIODS, type Period, type SurveyWindow } from '../../domain/survey-window.js';
import { PERIOD_NAME } from './period-name.js';

export const CASE_GROUPINGS = [...PERIODS, 'reason'] as const;
type CaseGrouping = (typeof CASE_GROUPINGS)[number];

/** Cases that were opened in some days. */
export interface CountedCases {
  /** Null: all of them. */
  readonly group: string | null;
  /** Whose those are whose time is over: what became of the others is not told. */
  readonly customers: number;
  /** Those of them who are in no other group. */
  readonly alone: number;
  /** Those whose time is over. */
  readonly due: number;
  /** Of these: closed, and closed in time. */
  readonly closed: number;
  readonly inTime: number;
  /** Of those closed: what came of them. */
  readonly resolved: number;
  readonly unresolved: number;
  readonly unreachable: number;
  /** Those whose time is not over: nothing is said of them. */
  readonly notYetDue: number;
}

export interface WantedCases {
  readonly window: SurveyWindow;
  /** Absent: all. */
  readonly reason?: string | undefined;
  readonly now: Date;
}

const isPeriod = (grouping: CaseGrouping): grouping is Period => grouping !== 'reason';

const statement = (expression: string): string => /* sql */ `
  select thing, count(distinct customer_id) filter (where is_due) as customers,
         count(distinct customer_id) filter (where is_due and is_alone) as alone,
         count(*) filter (where is_due) as due,
         count(*) filter (where is_due and closed_at is not null) as closed,
         count(*) filter (where is_due and closed_at <= due_at) as in_time,
         count(*) filter (where is_due and outcome = 'resolved') as resolved,
         count(*) filter (where is_due and outcome = 'unresolved') as unresolved,
         count(*) filter (where is_due and outcome = 'unreachable') as unreachable,
         count(*) filter (where not is_due) as not_yet_due
    from (select *, min(thing) over of_customer is not distinct from max(thing) over of_customer as is_alone
            from (select ${expression} as thing, c.*, c.due_at < $3 as is_due
                    from follow_up_case c
                   where day between $1 and $2 and ($4::text is null or reason = $4)) wanted
          window of_customer as (partition by customer_id, is_due)) placed
   group by thing
   order by thing collate "C"
   limit $5`;

interface Row {
  readonly thing: string | null;
  readonly customers: bigint;
  readonly alone: bigint;
  readonly due: bigint;
  readonly closed: bigint;
  readonly in_time: bigint;
  readonly resolved: bigint;
  readonly unresolved: bigint;
  readonly unreachable: bigint;
  readonly not_yet_due: bigint;
}

/**
 * What became of the cases opened in some days. Only those count whose time is over: of the others only the quick ones are closed.
 *
 * @param grouping undefined: the whole, as one group
 * @param limit groups read at most
 */
export async function countCases(
  tx: Tx,
  { window, reason, now }: WantedCases,
  grouping: CaseGrouping | undefined,
  limit: number,
): Promise<CountedCases[]> {
  const named = grouping && (isPeriod(grouping) ? PERIOD_NAME[grouping]('c.day') : 'c.reason');
  const parameters = [window.from ?? '-infinity', window.to ?? 'infinity', now, reason ?? null, limit];
  const rows = await tx.query<Row>(statement(named ?? 'null::text'), parameters);
  return rows.map((row) => ({
    group: row.thing,
    ...{ customers: Number(row.customers), alone: Number(row.alone), due: Number(row.due), closed: Number(row.closed) },
    ...{ inTime: Number(row.in_time), resolved: Number(row.resolved), unresolved: Number(row.unresolved) },
    ...{ unreachable: Number(row.unreachable), notYetDue: Number(row.not_yet_due) },
  }));
}
