import type { Tx } from '@perennial/persistence';

import type { SurveyWindow } from '../../domain/survey-window.js';

const SQL = /* sql */ `
  select answers, count(*) as customers
    from (select least(count(*), $3) as answers
            from survey_answer
           where day between $1 and $2 and customer_id is not null
           group by customer_id) customer
   group by answers
   order by answers`;

/**
 * How many customers answered once, twice … in some days, whatever the surveys.
 *
 * @param most the last one stands for as many and more
 */
export async function countAnswersPerCustomer(
  tx: Tx,
  window: SurveyWindow,
  most: number,
): Promise<{ readonly answers: number; readonly customers: number }[]> {
  const parameters = [window.from ?? '-infinity', window.to ?? 'infinity', most];
  const rows = await tx.query<{ answers: bigint; customers: bigint }>(SQL, parameters);
  return rows.map((row) => ({ answers: Number(row.answers), customers: Number(row.customers) }));
}
