import { customerErased, isEvent, type Envelope } from '@perennial/contracts';
import type { Database } from '@perennial/persistence';

const TABLES = /* sql */ `
  select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;

/**
 * Bytes are shown in hexadecimal digits. An id that only begins like the customer's is another: the erasure has one.
 * Patterns are tried only where the id occurs at all: each is compiled anew for every row.
 */
const namesIn = (table: string): string => /* sql */ `
  with forgotten as materialized (
    select customer, encode(convert_to(customer, 'UTF8'), 'hex') as hexadecimal from unnest($1::text[]) as customer)
  select distinct customer
    from forgotten, (select t::text as shown from "${table}" t) as kept
   where (strpos(kept.shown, customer) > 0 and kept.shown ~ (customer || '(?![-a-z0-9])'))
      or (strpos(kept.shown, hexadecimal) > 0 and kept.shown ~ (hexadecimal || '(?!2d)'))`;

/** Whoever was forgotten and is still named in a row of any table. */
export async function rememberedIn(db: Database, accepted: Iterable<Envelope>): Promise<string[]> {
  const customers = [...accepted].flatMap((event) => (isEvent(customerErased, event) ? [event.data.customerId] : []));
  if (customers.length === 0) return [];
  const found: string[] = [];
  for (const { table_name: table } of await db.query<{ table_name: string }>(TABLES)) {
    const rows = await db.query<{ customer: string }>(namesIn(table), [customers]);
    found.push(...rows.map(({ customer }) => `${customer} was forgotten, and a row of ${table} still names them`));
  }
  return found;
}
