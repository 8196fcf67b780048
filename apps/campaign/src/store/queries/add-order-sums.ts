import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { OrderSum } from '../../domain/purchase-changes.js';

const SQL = /* sql */ `
  insert into order_sum (topic, partition, currency, orders, net_minor)
  select $1, $2::int4, currency, orders, net_minor
    from unnest($3::text[], $4::int8[], $5::int8[]) as n (currency, orders, net_minor)
      on conflict (topic, partition, currency) do update
     set orders = order_sum.orders + excluded.orders, net_minor = order_sum.net_minor + excluded.net_minor`;

/** Adds what changed of orders, by currency, to what the partition has told so far. */
export async function addOrderSums(
  tx: Tx,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  sums: ReadonlyMap<string, OrderSum>,
): Promise<void> {
  if (sums.size === 0) return;
  const rows = [...sums];
  await tx.query(
    SQL,
    [
      topic,
      partition,
      textColumn(rows, ([currency]) => currency),
      plainColumn(rows, ([, { orders }]) => orders),
      plainColumn(rows, ([, { netMinor }]) => netMinor),
    ],
    'campaign.add-order-sums',
  );
}
