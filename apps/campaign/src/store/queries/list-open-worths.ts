import { textColumn, type Tx } from '@perennial/persistence';

import type { Money } from '../../domain/situation.js';
import { RECORDS_OF_PERSONS } from './persons-records.js';

const SQL = /* sql */ `
  with record as (${RECORDS_OF_PERSONS})
  select record.person_id, o.worth_minor, o.worth_currency
    from record
    join offer o using (customer_id)
   where o.ended is null and (o.valid_to is null or o.valid_to > $2) and not o.exempt and o.worth_minor is not null`;

/** Face values of what is open of persons' offers that are not exempt, as far as they are known. */
export async function listOpenWorths(tx: Tx, persons: readonly string[], now: Date): Promise<Map<string, Money[]>> {
  const rows = await tx.query<{ person_id: string; worth_minor: bigint; worth_currency: string }>(
    SQL,
    [textColumn(persons, (person) => person), now],
    'campaign.list-open-worths',
  );
  const worths = new Map<string, Money[]>();
  for (const { person_id, worth_minor, worth_currency } of rows) {
    const worth = { amountMinor: Number(worth_minor), currency: worth_currency };
    worths.set(person_id, [...(worths.get(person_id) ?? []), worth]);
  }
  return worths;
}
