import type { Tx } from '@perennial/persistence';

import type { RetentionGrouping } from '../../domain/retention-grouping.js';
import { aloneIn, BOUGHT, groupedBy, wantedPurchases, type WantedPurchases } from './grouped-purchases.js';

/** Customers of a group who bought in a window. */
export interface Repeaters {
  /** Null: it is not known which group it is. */
  readonly group: string | null;
  readonly customers: number;
  /** Those of them who are in no other group. */
  readonly alone: number;
  /** Those who bought on two days or more. */
  readonly repeated: number;
}

/**
 * Counts who bought and who bought again. Days are counted once whatever the currencies, unless these are told apart.
 *
 * @param limit groups read at most
 * @returns in alphabetical order, the unknown group last; of the whole, one with null as its group
 */
export async function countRepeaters(
  tx: Tx,
  wanted: WantedPurchases,
  grouping: RetentionGrouping | undefined,
  limit: number,
): Promise<Repeaters[]> {
  const { expression, join } = groupedBy(grouping);
  const sql = /* sql */ `
    with buyer as (
      select ${expression} as thing, d.customer_id, count(distinct d.day) as days
        from purchase_day d ${join}
       where ${BOUGHT}
       group by 1, 2
    )
    select thing, count(*) as customers, count(*) filter (where alone) as alone, count(*) filter (where days > 1) as repeated
      from (select thing, days, ${aloneIn(grouping)} as alone from buyer) buyer
     group by thing
     order by thing collate "C" nulls last
     limit $4`;
  const rows = await tx.query<Row>(sql, [...wantedPurchases(wanted), limit]);
  return rows.map(({ thing, customers, alone, repeated }) => ({
    group: thing,
    customers: Number(customers),
    alone: Number(alone),
    repeated: Number(repeated),
  }));
}

interface Row {
  readonly thing: string | null;
  readonly customers: bigint;
  readonly alone: bigint;
  readonly repeated: bigint;
}
