import { ORDERED_LINES } from '@perennial/orders';
import { textColumn, type Tx } from '@perennial/persistence';

import type { OrderedLine } from '../domain/holding.js';

/** Of whoever has bought more, the latest count. */
const LINES_MAX = 2_000;

const SQL = /* sql */ `
  select sku, product_id, category, placed_at, kept
    from (${ORDERED_LINES}) ordered
   where customer_id = any($1::text[])
   order by placed_at desc, order_id
   limit ${LINES_MAX}`;

interface Row {
  readonly sku: string;
  readonly product_id: string | null;
  readonly category: string | null;
  readonly placed_at: Date;
  readonly kept: boolean;
}

/** What the records of one person have ordered, the latest first. */
export async function listOrderedLines(db: Tx, records: readonly string[]): Promise<OrderedLine[]> {
  const rows = await db.query<Row>(SQL, [textColumn(records, (record) => record)], 'campaign.list-ordered-lines');
  return rows.map(({ sku, product_id, category, placed_at, kept }) => ({
    ...{ sku, at: placed_at.getTime(), kept },
    ...(product_id !== null && { productId: product_id }),
    ...(category !== null && { category }),
  }));
}
