import { bucketOf, type Placed } from '@perennial/contracts';
import { COUNTED_ORDERS } from '@perennial/orders';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import { VIEWS_COUNTED_MAX, type CategoryInterest } from '../../domain/triggers/category-viewed.trigger.js';
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

// More than any campaign counts are of no use, and a machine that reads all pages leaves as many as it likes.
const DROP_SURPLUS = /* sql */ `
  delete from category_view v
   using (select distinct * from unnest($1::text[], $2::text[]) as n (customer_id, category)) asked
   cross join lateral (
           select at, source, event_id
             from category_view
            where customer_id = asked.customer_id and category = asked.category
            order by at desc, source desc, event_id desc
           offset ${VIEWS_COUNTED_MAX} limit 1) surplus
   where v.customer_id = asked.customer_id and v.category = asked.category
     and (v.at, v.source, v.event_id) <= (surplus.at, surplus.source, surplus.event_id)`;

/**
 * Keeps views of persons, of each category the latest as many as a campaign may count, and of these persons no longer those from before
 * an instant. Persons are locked by `tx`.
 */
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
  await tx.query(DROP_SURPLUS, columns.slice(0, 2), 'campaign.drop-surplus-views');
}

const VIEWS = /* sql */ `
  select asked.customer_id, asked.category, array_agg(extract(epoch from v.at) * 1000 order by v.at)::float8[] as at
    from unnest($1::text[], $2::text[]) as asked (customer_id, category)
    join category_view v using (customer_id, category)
   group by 1, 2`;

const PURCHASES = /* sql */ `
  with record as (${RECORDS_OF_PERSONS})
  select record.person_id as customer_id, line ->> 'category' as category,
         max(extract(epoch from counted.placed_at) * 1000)::float8 as at
    from record
    join (${COUNTED_ORDERS}) counted using (customer_id)
    join commerce_order o using (order_id)
   cross join jsonb_array_elements(o.lines) line
   where counted.placed_at >= $2
     and coalesce((o.returned_quantities ->> (line ->> 'lineId'))::int8, 0) < (line ->> 'quantity')::int8
     and line ->> 'category' = any($3::text[])
   group by 1, 2`;

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
  const purchases = new Map(bought.map(({ customer_id, category, at }) => [interestName(customer_id, category), at]));
  return new Map(
    viewed.map(({ customer_id, category, at }) => {
      const name = interestName(customer_id, category);
      return [name, { views: at, lastPurchaseAt: purchases.get(name) }];
    }),
  );
}
