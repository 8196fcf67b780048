import type { Tx } from '@perennial/persistence';

import type { Market } from '../../domain/situation.js';

const SQL = /* sql */ `
  select currency, coalesce(orders, 0)::int8 as orders, coalesce(net_minor, 0)::int8 as net_minor, new_customer_minor, repeat_customers
    from (select currency, sum(orders) as orders, sum(net_minor) as net_minor from order_sum group by 1) orders
    full join value_model using (currency)
   order by orders desc, currency`;

interface Row {
  readonly currency: string;
  readonly orders: bigint;
  readonly net_minor: bigint;
  readonly new_customer_minor: bigint | null;
  readonly repeat_customers: bigint | null;
}

/** With fewer customers who came back, a model says too little to hold offers to it. */
export const REPEAT_CUSTOMERS_MIN = 100;

/** What is known of all customers together. */
export async function readMarket(tx: Tx): Promise<Market> {
  const rows = await tx.query<Row>(SQL, [], 'campaign.read-market');
  const ordered = rows.filter(({ orders }) => orders > 0n);
  return {
    meanOrders: new Map(ordered.map((row) => [row.currency, Number(row.net_minor) / Number(row.orders)])),
    mainCurrency: ordered[0]?.currency,
    newCustomers: new Map(
      rows.flatMap((row) =>
        row.new_customer_minor === null || Number(row.repeat_customers) < REPEAT_CUSTOMERS_MIN
          ? []
          : [[row.currency, Number(row.new_customer_minor)]],
      ),
    ),
  };
}
