import { COUNTED_ORDERS } from '@perennial/orders';
import { textColumn, type Tx } from '@perennial/persistence';

import { RECORDS_OF_PERSONS } from './persons-records.js';

/** Somebody who orders more has changed since. */
const ORDERS_MOST = 100;

const SQL = /* sql */ `
  with record as (${RECORDS_OF_PERSONS})
  select record.person_id, latest.currency, avg(latest.net_minor)::float8 as mean_minor
    from record
   cross join lateral (
           select currency, net_minor
             from (${COUNTED_ORDERS}) counted
            where counted.customer_id = record.customer_id
            order by placed_at desc
            limit ${ORDERS_MOST}) latest
   group by 1, 2
   order by 1, count(*) desc, 2`;

/** The mean of what is left of the latest 100 orders of persons (of each of their records), by person and currency, the currency of most orders first. */
export async function listMeanOrders(tx: Tx, persons: readonly string[]): Promise<Map<string, Map<string, number>>> {
  const rows = await tx.query<{ person_id: string; currency: string; mean_minor: number }>(
    SQL,
    [textColumn(persons, (person) => person)],
    'campaign.list-mean-orders',
  );
  const means = new Map<string, Map<string, number>>();
  for (const { person_id, currency, mean_minor } of rows) {
    const ofPerson = means.get(person_id);
    if (ofPerson) ofPerson.set(currency, mean_minor);
    else means.set(person_id, new Map([[currency, mean_minor]]));
  }
  return means;
}
