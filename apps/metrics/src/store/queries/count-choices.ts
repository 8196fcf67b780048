import type { Tx } from '@perennial/persistence';

import type { CountedChoice } from '../../domain/question-report.js';
import { LATEST_FIRST, WANTED, wantedParameters, WHO, type WantedAnswers } from './counted-answers.js';

// What few gave is not told apart: it may be a sentence of somebody. Of a scale of 1 to 5 it is, as of scores: nobody made it up.
const SQL = /* sql */ `
  with counted as (
    select distinct on (q.question, ${WHO}) q.question, q.choice
      from survey_answer a cross join lateral jsonb_each(a.choices) as q (question, choice)
     where ${WANTED}
     order by q.question, ${WHO}, ${LATEST_FIRST}
  ), by_choice as (
    select question, choice, count(*) as answers from counted group by question, choice
  ), judged as (
    select *, bool_and(jsonb_typeof(choice) = 'number' and choice::text in ('1', '2', '3', '4', '5'))
                over (partition by question) as rated
      from by_choice
  )
  select question, rated, case when rated or answers >= $6 then choice end as choice, sum(answers)::int8 as answers
    from judged
   group by question, rated, case when rated or answers >= $6 then choice end
   order by question collate "C", bool_and(not (rated or judged.answers >= $6)), answers desc, choice
   limit $7`;

/**
 * How many gave which answer to the further questions of a survey: the latest of everybody to each question, of anonymous
 * people each. By question, most frequent first.
 *
 * @param minimum fewest answers of which a choice is told that is no rating from 1 to 5
 */
export async function countChoices(
  tx: Tx,
  wanted: WantedAnswers,
  minimum: number,
  limit: number,
): Promise<CountedChoice[]> {
  const rows = await tx.query<Omit<CountedChoice, 'answers'> & { readonly answers: bigint }>(SQL, [
    ...wantedParameters(wanted),
    minimum,
    limit,
  ]);
  return rows.map((row) => ({ ...row, answers: Number(row.answers) }));
}
