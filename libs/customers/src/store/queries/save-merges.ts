import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Merge } from '../../domain/persons.js';

const DELETE = /* sql */ `
  delete from customer_merge
   using unnest($1::text[], $2::text[], $3::text[]) as gone (from_customer_id, source, event_id)
   where customer_merge.from_customer_id = gone.from_customer_id and customer_merge.source = gone.source
     and customer_merge.event_id = gone.event_id`;

const INSERT = /* sql */ `
  insert into customer_merge (from_customer_id, into_customer_id, bucket, at, source, event_id)
  select * from unnest($1::text[], $2::text[], $3::int2[], $4::timestamptz[], $5::text[], $6::text[])`;

/** Replaces the merges of persons that `tx` has locked. */
export async function saveMerges(tx: Tx, before: readonly Merge[], now: readonly Merge[]): Promise<void> {
  const kept = new Set(now);
  const known = new Set(before);
  const gone = before.filter((merge) => !kept.has(merge));
  const added = now.filter((merge) => !known.has(merge));
  if (gone.length > 0) {
    const columns = [
      textColumn(gone, ({ from }) => from),
      textColumn(gone, ({ source }) => source),
      textColumn(gone, ({ id }) => id),
    ];
    await tx.query(DELETE, columns, 'customers.delete-merges');
  }
  if (added.length === 0) return;
  await tx.query(
    INSERT,
    [
      textColumn(added, ({ from }) => from),
      textColumn(added, ({ into }) => into),
      plainColumn(added, ({ from }) => bucketOf(from)),
      instantColumn(added, ({ at }) => at),
      textColumn(added, ({ source }) => source),
      textColumn(added, ({ id }) => id),
    ],
    'customers.insert-merges',
  );
}
