import type { Tx } from '@perennial/persistence';

import type { PurchaseGrouping } from '../../domain/retention-grouping.js';
import type { SurveyWindow } from '../../domain/survey-window.js';
import { BOUGHT, groupedBy, wantedPurchases } from './grouped-purchases.js';
import { CURRENCY_FIGURES, currencySummaryOf, type CurrencySummary, type SummaryRow } from './summarise-purchases.js';

const sqlOf = (grouping: PurchaseGrouping) => {
  const { expression, join } = groupedBy(grouping);
  return /* sql */ `
    with placed as (
      select ${expression} as thing, d.customer_id, d.currency, d.day, d.orders, d.amount_minor
        from purchase_day d ${join}
       where ${BOUGHT}
    )
    select thing, ${CURRENCY_FIGURES}
      from (select thing, currency, sum(orders) as orders, count(*) as purchase_days, sum(amount_minor) as total_minor,
                   min(day) as first_day, max(day) as last_day, count(*) over (partition by customer_id, currency) = 1 as alone
              from placed
             group by thing, customer_id, currency) history
     group by thing, currency
     order by thing collate "C" nulls last, currency
     limit $4`;
};

export interface GroupSummary extends CurrencySummary {
  /** Null: it is not known which group it is, or none. */
  readonly group: string | null;
}

/**
 * The same as `summarisePurchases` by group, in which `alone` are those who are in no other group of the currency.
 *
 * @param limit groups read at most, each with one currency
 * @returns by group in alphabetical order, the unknown one last, then by currency
 */
export async function summarisePurchaseGroups(
  tx: Tx,
  window: SurveyWindow,
  grouping: PurchaseGrouping,
  limit: number,
): Promise<GroupSummary[]> {
  const rows = await tx.query<SummaryRow & { readonly thing: string | null }>(sqlOf(grouping), [
    ...wantedPurchases({ window }),
    limit,
  ]);
  return rows.map((row) => ({ group: row.thing, ...currencySummaryOf(row) }));
}
