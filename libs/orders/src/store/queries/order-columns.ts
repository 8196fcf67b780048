import { bucketOf } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn } from '@perennial/persistence';

import type { Order } from '../../domain/order.js';

/** What a statement writes of orders, from `$1` on. */
export const ORDER_COLUMNS = /* sql */ `order_id, bucket, revision, customer_id, currency, total_minor, channel, location_id,
                partner_id, codes, lines, placed_at, returned_minor, returned_quantities, cancelled, forgotten`;
export const ORDER_ARRAYS = /* sql */ `$1::text[], $2::int2[], $3::int8[], $4::text[], $5::text[], $6::int8[], $7::text[],
                $8::text[], $9::text[], ${jsonArray('$10')}, ${jsonArray('$11')}, $12::timestamptz[], $13::int8[],
                ${jsonArray('$14')}, $15::boolean[], $16::boolean[]`;

export function orderColumns(orders: readonly Order[]): (string | Buffer)[] {
  return [
    textColumn(orders, ({ orderId }) => orderId),
    plainColumn(orders, ({ orderId, goods }) => bucketOf(goods?.customerId ?? orderId)),
    plainColumn(orders, ({ goods }) => goods?.revision),
    textColumn(orders, ({ goods }) => goods?.customerId),
    textColumn(orders, ({ goods }) => goods?.currency),
    plainColumn(orders, ({ goods }) => goods?.totalMinor),
    textColumn(orders, ({ goods }) => goods?.channel),
    textColumn(orders, ({ goods }) => goods?.locationId),
    textColumn(orders, ({ goods }) => goods?.partnerId),
    jsonColumn(orders, ({ goods }) => goods?.codes && JSON.stringify(goods.codes)),
    jsonColumn(orders, ({ goods }) => goods?.lines && JSON.stringify(goods.lines)),
    instantColumn(orders, ({ goods }) => goods?.placedAt),
    plainColumn(orders, ({ returnedMinor }) => returnedMinor),
    jsonColumn(orders, ({ returnedQuantities }) => JSON.stringify(Object.fromEntries(returnedQuantities))),
    plainColumn(orders, ({ cancelled }) => cancelled),
    plainColumn(orders, ({ forgotten }) => forgotten),
  ];
}
