import type { Tx } from '@perennial/persistence';

import type { SurveyWindow } from '../../domain/survey-window.js';
import { LATEST_FIRST, WHO, WHO_NAMED } from './counted-answers.js';

// Scores of which there are more than a scale has are no distribution that anybody could read.
const SQL = /* sql */ `
  with wanted as (
    select * from survey_answer a where a.day between $1 and $2
  ), counted as (
    select distinct on (a.survey, ${WHO}) a.survey, ${WHO_NAMED}, a.score
      from wanted a
     order by a.survey, ${WHO}, ${LATEST_FIRST}
  ), placed as (
    select survey, score, count(*) over (partition by customer_id, anonymous) = 1 as alone from counted
  ), by_score as (
    select survey, score, count(*) as answers from counted group by survey, score
  ), distribution as (
    select survey, json_agg(json_build_object('score', score, 'answers', answers) order by score) as distribution
      from by_score group by survey having count(*) <= 20
  )
  select survey, total.answers, total.anonymous, n, alone, mean, deviation, distribution
    from (select survey, count(*) as answers, count(*) filter (where customer_id is null) as anonymous
            from wanted group by survey) total
    join (select survey, count(*) as n, count(*) filter (where alone) as alone, avg(score) as mean, stddev_samp(score) as deviation
            from placed group by survey) scores using (survey)
    left join distribution using (survey)
   order by survey
   limit $3`;

export interface SurveySummary {
  readonly survey: string;
  /** All of them. */
  readonly answers: number;
  readonly anonymous: number;
  /** Those that count: the latest of everybody, every anonymous one. Of these is what follows. */
  readonly n: number;
  /** Those of them whose people answered no other survey. */
  readonly alone: number;
  readonly mean: number;
  /** Of the sample; null of one answer. */
  readonly deviation: number | null;
  /** By score, ascending; null where there are more scores than a scale has. */
  readonly distribution: readonly { readonly score: number; readonly answers: number }[] | null;
}

/** Every survey that was answered in some days. */
export async function summariseSurveys(tx: Tx, window: SurveyWindow, limit: number): Promise<SurveySummary[]> {
  const rows = await tx.query<Row>(SQL, [window.from ?? '-infinity', window.to ?? 'infinity', limit]);
  return rows.map((row) => ({
    ...row,
    answers: Number(row.answers),
    anonymous: Number(row.anonymous),
    n: Number(row.n),
    alone: Number(row.alone),
  }));
}

type Row = Omit<SurveySummary, 'answers' | 'anonymous' | 'n' | 'alone'> & {
  readonly answers: bigint;
  readonly anonymous: bigint;
  readonly n: bigint;
  readonly alone: bigint;
};
