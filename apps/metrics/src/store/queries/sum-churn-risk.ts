import type { Tx } from '@perennial/persistence';

import type { ChurnRisk } from '../../domain/churn.js';
import { DAYS_PER_WEEK, type ModelFit } from '../../domain/model.js';
import type { CustomerGrouping } from '../../domain/retention-grouping.js';
import { aloneIn, groupedBy, wantedPurchases, type WantedCustomers } from './grouped-purchases.js';

// The formula of `probabilityAliveMbg`, of which this is the other side: 1 - 1 / (1 + e^d). Here a second time, so that what
// leaves the database is a row per group. A double cannot hold e^d beyond 709, and Postgres refuses what is too small.
const RISK = /* sql */ `1 - 1 / (1 + exp(least(greatest(d.log_odds, -700), 700)))`;

const sqlOf = (grouping: CustomerGrouping | undefined) => {
  const { expression, join } = groupedBy(grouping);
  return /* sql */ `
    with history as (
      select customer_id, purchase_days - 1 as x, last_day - first_day as recency,
             greatest($4::date - first_day, last_day - first_day) as age
        from purchase_history
       where currency = $3 and purchase_days > 0 and first_day between $1 and $2
    ), judged as (
      -- As of the morning after: whatever today has brought counts.
      select customer_id, $4::date + 1 as day,
             $5::float8 - ln($6::float8 + x)
               + ($7::float8 + x) * ln(1 + (age - recency) / ($8::float8 + recency)) as log_odds
        from history
    ), placed as (
      select ${expression} as thing, d.customer_id, d.log_odds, ${RISK} as risk from judged d ${join}
    )
    select thing, count(*) as customers, count(*) filter (where alone) as alone, sum(risk) as lost,
           count(*) filter (where log_odds > 0) as likely_lost
      from (select *, ${aloneIn(grouping)} as alone from placed) placed
     group by thing
     order by thing collate "C" nulls last
     limit $9`;
};

interface Row {
  readonly thing: string | null;
  readonly customers: bigint;
  readonly alone: bigint;
  readonly lost: number;
  readonly likely_lost: bigint;
}

/**
 * The risk by MBG/NBD that those have given up who bought in a currency, first in some days, added up by the database however many
 * they are.
 *
 * @param wanted `today` is YYYY-MM-DD: ages, tiers and campaigns are as of it
 * @param limit groups read at most
 * @returns by group in alphabetical order, the unknown one last; of the whole, one with null as its group; empty without that model
 */
export async function sumChurnRisk(
  tx: Tx,
  { purchasesMbg }: Pick<ModelFit, 'purchasesMbg'>,
  wanted: WantedCustomers & { readonly today: string },
  grouping: CustomerGrouping | undefined,
  limit: number,
): Promise<ChurnRisk[]> {
  if (!purchasesMbg) return [];
  const { r, alpha, a, b } = purchasesMbg.forecastParameters;
  const model = [Math.log(a), b, r, alpha * DAYS_PER_WEEK];
  const rows = await tx.query<Row>(sqlOf(grouping), [...wantedPurchases(wanted), wanted.today, ...model, limit]);
  return rows.map((row) => {
    const customers = Number(row.customers);
    return {
      ...{ group: row.thing, customers, alone: Number(row.alone) },
      ...{ mean: row.lost / customers, expectedLost: row.lost, likelyLost: Number(row.likely_lost) },
    };
  });
}
