import type { Tx } from '@perennial/persistence';

import type { CountedChoice } from '../../domain/question-report.js';
import { LATEST_FIRST, WANTED, wantedParameters, WHO, type WantedAnswers } from './counted-answers.js';

// What few gave is not told apart: it may be a sentence of somebody. With it goes the least frequent of the others where it would be of few,
// as `hiddenParts` has it; how many choices these are is not told. Of a scale of 1 to 5 all is told, as of scores: nobody made it up.
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
                over (partition by question) as rated,
           coalesce(sum(answers) over rarer, 0) as of_rarer
      from by_choice
    window rarer as (partition by question order by answers, choice rows between unbounded preceding and 1 preceding)
  ), placed as (
    select *, rated or (answers >= $6 and (of_rarer = 0 or of_rarer >= $6)) as told from judged
  )
  select question, rated, case when told then choice end as choice, sum(answers)::int8 as answers
    from placed
   group by question, rated, told, case when told then choice end
   order by question collate "C", told desc, answers desc, choice
   limit $7`;

/**
 * How many gave which answer to the further questions of a survey: the latest of everybody to each question, of anonymous
 * people each. By question, most frequent first.
 *
 * @param minimum fewest answers of which a choice is told that is no rating from 1 to 5, and fewest of those that are not told apart
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
