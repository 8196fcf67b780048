import { COUNTED_ORDERS } from '@perennial/orders';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const EARLIER = /* sql */ `
  update customer c
     set first_purchase_day = n.day
    from unnest($1::text[], $2::date[]) as n (customer_id, day)
   where c.customer_id = n.customer_id and (c.first_purchase_day is null or c.first_purchase_day > n.day)`;

/** Keeps the days of purchases that are earlier than any known. @param days by person, YYYY-MM-DD; persons are locked by `tx` */
export async function noteFirstPurchases(tx: Tx, days: ReadonlyMap<string, string>): Promise<void> {
  if (days.size === 0) return;
  const rows = [...days];
  const columns = [textColumn(rows, ([person]) => person), plainColumn(rows, ([, day]) => day)];
  await tx.query(EARLIER, columns, 'campaign.note-first-purchases');
}

const AGAIN = /* sql */ `
  with record as (
    select customer_id, customer_id as person_id from unnest($1::text[]) as person (customer_id)
     union
    select customer_id, person_id from customer_record where person_id = any($1::text[]) and person_id <> customer_id
  ), first as (
    select record.person_id, (min(counted.placed_at) at time zone $2)::date as day
      from record
      join (${COUNTED_ORDERS}) counted using (customer_id)
     group by 1
  )
  update customer c
     set first_purchase_day = first.day
    from unnest($1::text[]) as person (customer_id)
    left join first on first.person_id = person.customer_id
   where c.customer_id = person.customer_id and c.first_purchase_day is distinct from first.day`;

/** Looks again which the first purchases of persons are whose orders went. They are locked by `tx`. */
export async function findFirstPurchasesAgain(tx: Tx, persons: Iterable<string>, timeZone: string): Promise<void> {
  const rows = [...persons];
  if (rows.length === 0) return;
  await tx.query(AGAIN, [textColumn(rows, (person) => person), timeZone], 'campaign.find-first-purchases-again');
}
