import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

// What is there is updated, not inserted: a row to insert is checked before it is known to exist.
const UPDATE = /* sql */ `
  update customer c
     set purchases = c.purchases + n.change
    from unnest($1::text[], $2::int4[]) as n(customer_id, change)
   where c.customer_id = n.customer_id`;

const INSERT = /* sql */ `
  insert into customer (customer_id, bucket, purchases)
  select * from unnest($1::text[], $2::int2[], $3::int4[])`;

/**
 * Counts purchases of persons whom `tx` has locked.
 *
 * @param changes by person; may be below 0
 * @param counted those of whom something was counted before
 */
export async function addPurchases(
  tx: Tx,
  changes: ReadonlyMap<string, number>,
  counted: ReadonlyMap<string, number>,
): Promise<void> {
  const known = [...changes].filter(([person]) => counted.has(person));
  const others = [...changes].filter(([person]) => !counted.has(person));
  if (known.length > 0) {
    const columns = [textColumn(known, ([person]) => person), plainColumn(known, ([, change]) => change)];
    await tx.query(UPDATE, columns, 'campaign.update-purchases');
  }
  if (others.length === 0) return;
  await tx.query(
    INSERT,
    [
      textColumn(others, ([person]) => person),
      plainColumn(others, ([person]) => bucketOf(person)),
      plainColumn(others, ([, change]) => change),
    ],
    'campaign.insert-purchases',
  );
}
