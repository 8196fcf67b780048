import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  update commerce_order
     set customer_id = heir.into_id, bucket = heir.bucket
    from unnest($1::text[], $2::text[], $3::int2[]) as heir (from_id, into_id, bucket)
   where customer_id = heir.from_id`;

/** Has orders name another record of the same person. @param heirs pairs of the record that is named and the other */
export async function giveOrdersTo(tx: Tx, heirs: readonly (readonly [string, string])[]): Promise<void> {
  if (heirs.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(heirs, ([from]) => from),
      textColumn(heirs, ([, into]) => into),
      plainColumn(heirs, ([, into]) => bucketOf(into)),
    ],
    'orders.give-orders-to',
  );
}
