import type { Tx } from '@perennial/persistence';

import type { PurchaseDays } from '../../domain/purchase-history.js';
import type { CustomerGrouping } from '../../domain/retention-grouping.js';
import { groupedBy, wantedPurchases, type WantedCustomers } from './grouped-purchases.js';
import { PAGE, PURCHASE_DAYS, purchaseDaysOf, type PurchaseDaysRow } from './list-sample.js';

// What tells customers apart is worked out once for all of them, not for each page.
const declarationOf = (grouping: CustomerGrouping) => {
  const { expression, join } = groupedBy(grouping);
  return /* sql */ `
    declare grouped_sample no scroll cursor for
     with history as (
       -- As of the morning after: whatever today has brought counts.
       select *, $4::date + 1 as day
         from purchase_history
        where currency = $3 and purchase_days > 0 and first_day between $1 and $2
     ), placed as (
       select d.customer_id, d.purchase_days, d.first_day, d.last_day, d.first_day_minor, d.total_minor,
              array_agg(${expression}) as groups
         from history d ${join}
        group by 1, 2, 3, 4, 5, 6
     )
     select ${PURCHASE_DAYS}, groups from placed`;
};

// Everybody is read. Where the planner guessed that it is a few, loops within loops did not come to an end for 200,000.
const WITHOUT_LOOPS = /* sql */ `set local enable_nestloop = off`;
const FETCH = /* sql */ `fetch ${PAGE} from grouped_sample`;
const CLOSE = /* sql */ `close grouped_sample`;

interface Row extends PurchaseDaysRow {
  readonly groups: readonly (string | null)[];
}

/** Histories, and in the same order the groups of each. */
export interface GroupedSample {
  readonly histories: readonly PurchaseDays[];
  readonly groups: readonly (readonly (string | null)[])[];
}

/**
 * The histories of those who bought in a currency, first in some days, some at a time and in no order, with the groups they are in.
 *
 * @param tx a transaction: the cursor ends with it
 * @param wanted `today` is YYYY-MM-DD: tiers and campaigns are as of it
 */
export async function* groupedSamplePages(
  tx: Tx,
  wanted: WantedCustomers & { readonly today: string },
  grouping: CustomerGrouping,
): AsyncGenerator<GroupedSample> {
  await tx.query(WITHOUT_LOOPS);
  await tx.query(declarationOf(grouping), [...wantedPurchases(wanted), wanted.today]);
  for (let rows = await tx.query<Row>(FETCH); rows.length > 0; rows = await tx.query<Row>(FETCH))
    yield { histories: rows.map(purchaseDaysOf), groups: rows.map(({ groups }) => groups) };
  await tx.query(CLOSE);
}
