import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { NameRow } from '../domain/model-rows.js';

const SQL = /* sql */ `
  insert into recommended_name (version, name, product)
  select $1, name, product from unnest($2::text[], $3::int4[]) as n (name, product)`;

export async function insertNames(tx: Tx, version: number, names: readonly NameRow[]): Promise<void> {
  const columns = [textColumn(names, ({ name }) => name), plainColumn(names, ({ product }) => product)];
  await tx.query(SQL, [version, ...columns]);
}
