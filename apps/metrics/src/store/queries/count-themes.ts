import type { Tx } from '@perennial/persistence';

import type { Period, SurveyWindow } from '../../domain/survey-window.js';
import { PERIOD_NAME } from './period-name.js';

/** Who named a theme. */
export interface CountedTheme {
  /** Null: no periods were asked for. */
  readonly group: string | null;
  readonly theme: string;
  /** People of whose answers one names it at least; anonymous ones each. */
  readonly inAnswers: number;
  /** Those of them who named it in no other period. */
  readonly answersAlone: number;
  /** Customers of whose cases one is about it at least. */
  readonly inCases: number;
  readonly casesAlone: number;
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
  ), placed as (
    select *, min(thing) over of_person is not distinct from max(thing) over of_person as is_alone
      from named
    window of_person as (partition by theme, source, who)
  )
  select thing, theme, count(distinct who) filter (where source = 'answer') as in_answers,
         count(distinct who) filter (where source = 'answer' and is_alone) as answers_alone,
         count(distinct who) filter (where source = 'case') as in_cases,
         count(distinct who) filter (where source = 'case' and is_alone) as cases_alone
    from placed
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
    readonly answers_alone: bigint;
    readonly in_cases: bigint;
    readonly cases_alone: bigint;
  }>(sql, [from ?? '-infinity', to ?? 'infinity', limit]);
  return rows.map(({ thing, theme, in_answers, answers_alone, in_cases, cases_alone }) => ({
    ...{ group: thing, theme, inAnswers: Number(in_answers), answersAlone: Number(answers_alone) },
    ...{ inCases: Number(in_cases), casesAlone: Number(cases_alone) },
  }));
}
