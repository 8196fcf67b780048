import type { Tx } from '@perennial/persistence';

import type { ReturnsOfScore } from '../../domain/returns-by-band.js';
import type { SurveyWindow } from '../../domain/survey-window.js';

// The first answer: the last one would be chosen by what came after it, since people are asked when they have bought.
// One answer of everybody is left, so that grouping by the customer alone, in whose order both come, saves a sort.
const SQL = /* sql */ `
  with asked as (
    select distinct on (customer_id) customer_id, score, day
      from survey_answer
     where survey = 'nps' and customer_id is not null and day between $1 and $2
     order by customer_id, answered_at, source, event_id
  ), seen as (
    select min(asked.score) as score, min(asked.day) + $3::int4 < $4::date as observed, bool_or(p.day <= asked.day) as had_bought,
           bool_or(p.day > asked.day and p.day <= asked.day + $3::int4) as returned
      from asked
      join purchase_day p on p.customer_id = asked.customer_id and p.orders > 0
     group by asked.customer_id
  )
  select score, observed, count(*) as customers, count(*) filter (where observed and returned) as returned
    from seen
   where had_bought
   group by score, observed`;

/**
 * How many customers bought again after their first answer to the NPS in some days, by its score. Only who had bought by then.
 *
 * @param today YYYY-MM-DD; it is not over
 */
export async function countReturnsByScore(
  tx: Tx,
  { window, days, today }: { readonly window: SurveyWindow; readonly days: number; readonly today: string },
): Promise<ReturnsOfScore[]> {
  const parameters = [window.from ?? '-infinity', window.to ?? 'infinity', days, today];
  const rows = await tx.query<Row>(SQL, parameters);
  return rows.map((row) => ({ ...row, customers: Number(row.customers), returned: Number(row.returned) }));
}

type Row = Omit<ReturnsOfScore, 'customers' | 'returned'> & { readonly customers: bigint; readonly returned: bigint };
