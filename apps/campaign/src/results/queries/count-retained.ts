import { COUNTED_ORDERS } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';

import type { RetainedCount } from '../domain/measure-retention.js';
import { ASSIGNED, assignedColumns, withNextWindow, type Asked } from './assigned.js';

const SQL = /* sql */ `
  with assigned as materialized (${ASSIGNED}
  ), retained as (
    select distinct a.person_id
      from assigned a
      join customer_record record using (person_id)
      join (${COUNTED_ORDERS}) counted on counted.customer_id = record.customer_id
     where a.ends_at <= $5
       and counted.placed_at >= a.assigned_at + $6::int4 * interval '24 hours' and counted.placed_at < a.ends_at
  )
  select arm, count(*) filter (where ends_at <= $5) as n, count(*) filter (where ends_at > $5) as not_yet,
         count(retained.person_id) as retained
    from assigned
    left join retained using (person_id)
   group by 1
   order by 1`;

/** How many of those assigned bought in the window after the window: from its end on, inclusive, for as many days. */
export async function countRetained(tx: Tx, asked: Asked): Promise<RetainedCount[]> {
  const rows = await tx.query<{ arm: RetainedCount['arm']; n: bigint; not_yet: bigint; retained: bigint }>(
    SQL,
    [...assignedColumns(withNextWindow(asked)), asked.windowDays],
    'campaign.count-retained',
  );
  return rows.map(({ arm, n, not_yet, retained }) => ({
    ...{ arm, n: Number(n), notYet: Number(not_yet), retained: Number(retained) },
  }));
}
