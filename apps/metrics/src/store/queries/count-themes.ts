import type { Tx } from '@perennial/persistence';

import type { Period, SurveyWindow } from '../../domain/survey-window.js';
import { PERIOD_NAME } from './period-name.js';

/** Who named a theme. */
interface CountedTheme {
  /** Null: no periods were asked for. */
  readonly group: string | null;
  readonly theme: string;
  /** People of whose answers one names it at least; anonymous ones each. */
  readonly inAnswers: number;
  /** Customers of whose cases one is about it at least. */
  readonly inCases: number;
}

const statement = (period: (day: string) => string): string => /* sql */ `
  with named as (
    select ${period('a.day')} as thing, theme, 'answer' as source,
           case when a.customer_id is null then 'r' || a.response_id else 'c' || a.customer_id end as who
      from survey_answer a, unnest(a.themes) as theme
     where a.day between $1 and $2
    union all
    select ${period('c.day')}, theme, 'case', 'c' || c.customer_id
      from follow_up_case c, unnest(c.themes) as theme
     where c.day between $1 and $2
  )
  select thing, theme, count(distinct who) filter (where source = 'answer') as in_answers,
         count(distinct who) filter (where source = 'case') as in_cases
    from named
   group by thing, theme
   order by thing collate "C", theme collate "C"
   limit $3`;

/** By how many people each theme was named, of answers and of cases by the day they were given and opened. @param limit rows read at most */
export async function countThemes(
  tx: Tx,
  { from, to }: SurveyWindow,
  period: Period | undefined,
  limit: number,
): Promise<CountedTheme[]> {
  const sql = statement(period ? PERIOD_NAME[period] : () => 'null::text');
  const rows = await tx.query<{
    readonly thing: string | null;
    readonly theme: string;
    readonly in_answers: bigint;
    readonly in_cases: bigint;
  }>(sql, [from ?? '-infinity', to ?? 'infinity', limit]);
  return rows.map(({ thing, theme, in_answers, in_cases }) => ({
    ...{ group: thing, theme, inAnswers: Number(in_answers), inCases: Number(in_cases) },
  }));
}
