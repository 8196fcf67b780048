import type { Tx } from '@perennial/persistence';

import { erasedDigest } from './queries/find-forgotten.js';

/** Columns that name customers, as `table.column`: those that every service with customers has. */
const COLUMNS = ['customer_record.customer_id', 'customer_merge.from_customer_id', 'customer_merge.into_customer_id'];

const WAITING = /* sql */ `
  select coalesce(data ->> 'customerId', subject) as named from parked_event where data ? 'customerId' or subject is not null`;

const REFUSED = /* sql */ `
  select id from quarantine where reason = 'SUBJECT_ERASED' and (key is not null or value is not null) limit 1`;

/**
 * What tells of a customer who was forgotten, in words that do not say of whom.
 *
 * @param columns further ones that name customers, as `table.column`
 */
export async function findRemembered(tx: Tx, columns: readonly string[]): Promise<string | undefined> {
  const digests = await tx.query<{ digest: string }>('select digest from erased_subject');
  if (digests.length === 0) return undefined;
  const erased = new Set(digests.map(({ digest }) => digest));
  const places = [...COLUMNS, ...columns].map((place) => {
    const [table, column] = place.split('.');
    return { place, sql: `select distinct ${column} as named from ${table} where ${column} is not null` };
  });
  for (const { place, sql } of [...places, { place: 'parked_event', sql: WAITING }]) {
    const rows = await tx.query<{ named: string }>(sql);
    if (rows.some(({ named }) => erased.has(erasedDigest(named)))) {
      return `${place} names a customer who was forgotten`;
    }
  }
  const [kept] = await tx.query<{ id: bigint }>(REFUSED);
  return kept && `row ${kept.id} of the quarantine keeps what it was refused for`;
}
