import { customerErased, isEvent, type Envelope } from '@perennial/contracts';
import type { Database } from '@perennial/persistence';

const TABLES = /* sql */ `
  select table_name, bool_or(data_type = 'bytea') as has_bytes
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
   where table_schema = 'public' and table_type = 'BASE TABLE'
   group by table_name`;

/** Every name begins with that of its history, and ends where a name can end: one that only begins like it is another. */
const namesIn = (table: string): string => /* sql */ `
  select distinct found.name[1] as customer
    from "${table}" t, regexp_matches(t::text, 'h[0-9]+-[-a-z0-9]+', 'g') as found(name)
   where found.name[1] = any($1::text[])`;

/** Bytes are shown in hexadecimal digits; behind a name in them anything may follow but what goes on with it. */
const namesInBytesOf = (table: string): string => /* sql */ `
  with forgotten as materialized (
    select customer, encode(convert_to(customer, 'UTF8'), 'hex') as hexadecimal from unnest($1::text[]) as customer)
  select distinct customer
    from forgotten, (select t::text as shown from "${table}" t) as kept
   where strpos(kept.shown, hexadecimal) > 0 and kept.shown ~ (hexadecimal || '(?!2d)')`;

/** Whoever was forgotten and is still named in a row of any table. */
export async function rememberedIn(db: Database, accepted: Iterable<Envelope>): Promise<string[]> {
  const customers = [...accepted].flatMap((event) => (isEvent(customerErased, event) ? [event.data.customerId] : []));
  if (customers.length === 0) return [];
  const found: string[] = [];
  for (const { table_name: table, has_bytes } of await db.query<{ table_name: string; has_bytes: boolean }>(TABLES)) {
    const queries = [namesIn(table), ...(has_bytes ? [namesInBytesOf(table)] : [])];
    for (const query of queries) {
      const rows = await db.query<{ customer: string }>(query, [customers]);
      found.push(...rows.map(({ customer }) => `${customer} was forgotten, and a row of ${table} still names them`));
    }
  }
  return found;
}
