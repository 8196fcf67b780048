import type { Tx } from '@perennial/persistence';

import type { DelayCount } from '../../domain/award-delay.js';
import type { Period, SurveyWindow } from '../../domain/survey-window.js';
import { PERIOD_NAME } from './period-name.js';

const sqlOf = (period: string) => /* sql */ `
  select ${period} as period, step, sum(awards)::int8 as awards
    from award_delay_day
   where day between $1 and $2
   group by 1, step
   order by 1, step`;

/** How many awards came how long after their purchase, by period; the whole under '' when no period is given. */
export async function countAwardDelays(
  tx: Tx,
  { from = '-infinity', to = 'infinity' }: SurveyWindow,
  period?: Period,
): Promise<Map<string, DelayCount[]>> {
  const sql = sqlOf(period ? PERIOD_NAME[period]('day') : `''`);
  const rows = await tx.query<{ period: string; step: number; awards: bigint }>(sql, [from, to]);
  const periods = new Map<string, DelayCount[]>();
  for (const { period: name, step, awards } of rows) {
    const counts = periods.get(name) ?? [];
    periods.set(name, counts);
    counts.push({ step, awards: Number(awards) });
  }
  return periods;
}
