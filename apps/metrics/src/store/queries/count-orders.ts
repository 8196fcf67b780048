import type { Tx } from '@perennial/persistence';

import type { Period, SurveyWindow } from '../../domain/survey-window.js';
import { PERIOD_NAME } from './period-name.js';

const sqlOf = (period: string) => /* sql */ `
  select ${period} as period, sum(orders)::int8 as orders
    from purchase_day
   where day between $1 and $2
   group by 1`;

/** Orders of customers that count, by period; the whole under '' when no period is given. */
export async function countOrders(
  tx: Tx,
  { from = '-infinity', to = 'infinity' }: SurveyWindow,
  period?: Period,
): Promise<Map<string, number>> {
  const sql = sqlOf(period ? PERIOD_NAME[period]('day') : `''`);
  const rows = await tx.query<{ period: string; orders: bigint }>(sql, [from, to]);
  return new Map(rows.map(({ period: name, orders }) => [name, Number(orders)]));
}
