import { bucketOf, type Placed } from '@perennial/contracts';
import { COUNTED_ORDERS } from '@perennial/orders';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { CategoryInterest } from '../../domain/triggers/category-viewed.trigger.js';
import { RECORDS_OF_PERSONS } from './persons-records.js';

/** That a person looked at something of a category. */
export interface CategoryView extends Placed {
  readonly customerId: string;
  readonly category: string;
}

const INSERT = /* sql */ `
  insert into category_view (customer_id, category, at, source, event_id, bucket)
  select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::int2[])
      on conflict do nothing`;

const DROP = /* sql */ `delete from category_view where customer_id = any($1::text[]) and at < $2`;

/** Keeps views of persons, and of these no longer those from before an instant. Persons are locked by `tx`. */
export async function keepViews(tx: Tx, views: readonly CategoryView[], since: Date): Promise<void> {
  const columns = [
    textColumn(views, ({ customerId }) => customerId),
    textColumn(views, ({ category }) => category),
    instantColumn(views, ({ at }) => at),
    textColumn(views, ({ source }) => source),
    textColumn(views, ({ id }) => id),
    plainColumn(views, ({ customerId }) => bucketOf(customerId)),
  ];
  await tx.query(INSERT, columns, 'campaign.keep-views');
  await tx.query(DROP, [columns[0], since], 'campaign.drop-views');
}

const VIEWS = /* sql */ `
  select asked.customer_id, asked.category, array_agg(extract(epoch from v.at) * 1000 order by v.at)::float8[] as at
    from unnest($1::text[], $2::text[]) as asked (customer_id, category)
    join category_view v using (customer_id, category)
   group by 1, 2`;

const PURCHASES = /* sql */ `
  with record as (${RECORDS_OF_PERSONS})
  select distinct record.person_id as customer_id, line ->> 'category' as category,
         (extract(epoch from counted.placed_at) * 1000)::float8 as at
    from record
    join (${COUNTED_ORDERS}) counted using (customer_id)
    join commerce_order o using (order_id)
   cross join jsonb_array_elements(o.lines) line
   where counted.placed_at >= $2
     and coalesce((o.returned_quantities ->> (line ->> 'lineId'))::int8, 0) < (line ->> 'quantity')::int8
     and line ->> 'category' = any($3::text[])`;

export const interestName = (customerId: string, category: string): string => JSON.stringify([customerId, category]);

/** What persons did in the categories of views, since an instant; by `interestName`. */
export async function listInterests(
  tx: Tx,
  views: readonly CategoryView[],
  since: Date,
): Promise<Map<string, CategoryInterest>> {
  const asked = [...new Map(views.map((view) => [interestName(view.customerId, view.category), view])).values()];
  const persons = [...new Set(asked.map(({ customerId }) => customerId))];
  const categories = [...new Set(asked.map(({ category }) => category))];
  const viewed = await tx.query<{ customer_id: string; category: string; at: number[] }>(
    VIEWS,
    [textColumn(asked, ({ customerId }) => customerId), textColumn(asked, ({ category }) => category)],
    'campaign.list-views',
  );
  const bought = await tx.query<{ customer_id: string; category: string; at: number }>(
    PURCHASES,
    [textColumn(persons, (person) => person), since, textColumn(categories, (category) => category)],
    'campaign.list-category-purchases',
  );
  const purchases = new Map<string, number[]>();
  for (const { customer_id, category, at } of bought) {
    const name = interestName(customer_id, category);
    purchases.set(name, [...(purchases.get(name) ?? []), at]);
  }
  return new Map(
    viewed.map(({ customer_id, category, at }) => {
      const name = interestName(customer_id, category);
      return [name, { views: at, purchases: (purchases.get(name) ?? []).toSorted((a, b) => a - b) }];
    }),
  );
}
