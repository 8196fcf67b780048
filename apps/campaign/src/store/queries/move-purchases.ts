import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with moved as (
    delete from customer c
     using unnest($1::text[], $2::text[], $3::int2[]) as move (from_id, into_id, bucket)
     where c.customer_id = move.from_id
    returning move.into_id, move.bucket, c.purchases, c.bought_fresh, c.known_since
  )
  insert into customer (customer_id, bucket, purchases, bought_fresh, known_since)
  select into_id, bucket, sum(purchases), bool_or(bought_fresh), min(known_since) from moved group by into_id, bucket
      on conflict (customer_id) do update
     set purchases = customer.purchases + excluded.purchases,
         bought_fresh = customer.bought_fresh or excluded.bought_fresh,
         known_since = least(customer.known_since, excluded.known_since)`;

/** Counts the purchases of persons who are none any more for those they have become. All are locked by `tx`. */
export async function movePurchases(tx: Tx, moves: ReadonlyMap<string, string>): Promise<void> {
  if (moves.size === 0) return;
  const pairs = [...moves];
  await tx.query(
    SQL,
    [
      textColumn(pairs, ([from]) => from),
      textColumn(pairs, ([, into]) => into),
      plainColumn(pairs, ([, into]) => bucketOf(into)),
    ],
    'campaign.move-purchases',
  );
}
