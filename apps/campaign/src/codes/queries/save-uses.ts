import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { UseChange } from '../domain/use-changes.js';

// An order that uses codes has no others held for it any more. What an order took is written once; later only whether it holds. A code that is given back after its end has to be looked
// at again: it may be one that ended unused. One that is void has ended when it is given back.
const SQL = /* sql */ `
  with changed as (
    select * from unnest($1::text[], $2::uuid[], $3::int2[], $4::int8[], $5::text[], $6::text[], $7::timestamptz[], $8::boolean[],
                         $9::int8[])
               as n (order_id, digest, bucket, discount_minor, currency, told_by, used_at, reversed, shipping_minor)
  ), kept as (
    insert into code_use (order_id, digest, bucket, discount_minor, currency, told_by, used_at, reversed, shipping_minor)
    select * from changed
        on conflict (order_id, digest) do update set reversed = excluded.reversed
  ), ended as (
    update code_reservation r
       set state = case when exists (select from changed n where n.order_id = r.order_id and n.digest = r.digest and not n.reversed)
                        then 'committed' else 'released' end
     where r.state = 'held' and r.order_id in (select order_id from changed where not reversed)
  ), counted as (
    update issued_code i
       set uses = i.uses + n.more
      from (select digest, sum(case when reversed then -1 else 1 end) as more from changed group by digest) n
     where i.digest = n.digest
    returning i.coupon_id, n.more
  )
  update coupon c
     set ended = c.voided_at is not null
    from counted
   where c.coupon_id = counted.coupon_id and counted.more < 0 and c.ended = (c.voided_at is null)`;

/** Writes what became of the uses of codes. Their orders and they themselves are locked by `tx`. */
export async function saveUses(tx: Tx, changes: readonly UseChange[]): Promise<void> {
  await tx.query(
    SQL,
    [
      textColumn(changes, ({ use }) => use.orderId),
      plainColumn(changes, ({ use }) => use.digest),
      plainColumn(changes, ({ use }) => bucketOf(use.orderId)),
      plainColumn(changes, ({ use }) => use.discountMinor),
      textColumn(changes, ({ use }) => use.currency),
      textColumn(changes, ({ use }) => use.toldBy),
      instantColumn(changes, ({ use }) => use.usedAt.getTime()),
      plainColumn(changes, ({ use }) => use.isReversed),
      plainColumn(changes, ({ use }) => use.shippingMinor),
    ],
    'campaign.save-uses',
  );
}
