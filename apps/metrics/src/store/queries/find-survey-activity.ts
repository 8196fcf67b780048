import type { Tx } from '@perennial/persistence';

import { LATEST_FIRST } from './counted-answers.js';

const SQL = /* sql */ `
  select count(*) as answers, max(a.answered_at) as last_at, latest.score, latest.answered_at as nps_at
    from survey_answer a
    left join (
      select a.score, a.answered_at
        from survey_answer a
       where a.customer_id = $1 and a.survey = 'nps'
       order by ${LATEST_FIRST}
       limit 1) latest on true
   where a.customer_id = $1
   group by latest.score, latest.answered_at`;

/** How often somebody answered surveys, and when last: whoever asks surveys should know. */
export interface SurveyActivity {
  readonly answers: number;
  readonly last: Date;
  /** The latest answer to the NPS. */
  readonly nps?: { readonly score: number; readonly at: Date };
}

/** @returns undefined where a person has not answered any */
export async function findSurveyActivity(tx: Tx, customerId: string): Promise<SurveyActivity | undefined> {
  const [row] = await tx.query<Row>(SQL, [customerId], 'metrics.find-survey-activity');
  if (!row) return undefined;
  const nps = row.score === null || row.nps_at === null ? undefined : { score: row.score, at: row.nps_at };
  return { answers: Number(row.answers), last: row.last_at, ...(nps && { nps }) };
}

interface Row {
  readonly answers: bigint;
  readonly last_at: Date;
  readonly score: number | null;
  readonly nps_at: Date | null;
}
