import type { Tx } from '@perennial/persistence';

import type { SurveyWindow } from '../../domain/survey-window.js';

const sqlOf = (table: 'survey_answer' | 'survey_invitation') => /* sql */ `
  select times, count(*) as customers
    from (select least(count(*), $3) as times
            from ${table}
           where day between $1 and $2 and customer_id is not null
           group by customer_id) customer
   group by times
   order by times`;

/**
 * How many customers answered, or were invited, once, twice … in some days, whatever the surveys.
 *
 * @param most the last one stands for as many and more
 */
export async function countPerCustomer(
  tx: Tx,
  what: Parameters<typeof sqlOf>[0],
  window: SurveyWindow,
  most: number,
): Promise<{ readonly times: number; readonly customers: number }[]> {
  const parameters = [window.from ?? '-infinity', window.to ?? 'infinity', most];
  const rows = await tx.query<{ times: bigint; customers: bigint }>(sqlOf(what), parameters);
  return rows.map((row) => ({ times: Number(row.times), customers: Number(row.customers) }));
}
