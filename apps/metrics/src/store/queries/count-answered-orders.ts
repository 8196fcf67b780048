import type { Tx } from '@perennial/persistence';

import type { SurveyWindow } from '../../domain/survey-window.js';

const SQL = /* sql */ `
  with placed as not materialized (
    select order_id
      from commerce_order
     where placed_at >= $1::date::timestamp at time zone $3
       and placed_at < ($2::date + 1)::timestamp at time zone $3
       and not cancelled
  )
  select (select count(*) from placed) as orders,
         (select count(*) from placed
           where exists (select from survey_answer a where a.order_id = placed.order_id)) as answered`;

/**
 * Orders placed in some days, those of guests too, and those of them that an answer of any day names.
 *
 * @param timeZone whose days are meant
 */
export async function countAnsweredOrders(
  tx: Tx,
  window: SurveyWindow,
  timeZone: string,
): Promise<{ readonly orders: number; readonly answered: number }> {
  const parameters = [window.from ?? '-infinity', window.to ?? 'infinity', timeZone];
  const [row] = await tx.query<{ orders: bigint; answered: bigint }>(SQL, parameters);
  return { orders: Number(row?.orders ?? 0), answered: Number(row?.answered ?? 0) };
}
