import type { Tx } from '@perennial/persistence';

import type { KeptFact } from '../../domain/snapshot.js';

const SQL = /* sql */ `
  insert into fact (account, bucket, at, source, id, type, order_id, data, booked_at)
  select account, bucket, at, source, id, type, data ->> 'orderId', data, $8
    from unnest($1::uuid[], $2::int2[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
      as kept (account, bucket, at, source, id, type, data)`;

/** @param bookedAt when the chunk was handled */
export async function insertFacts(tx: Tx, facts: readonly KeptFact[], bookedAt: Date): Promise<void> {
  if (facts.length === 0) return;
  await tx.query(
    SQL,
    [
      facts.map(({ account }) => account),
      facts.map(({ bucket }) => bucket),
      facts.map(({ event }) => new Date(event.at).toISOString()),
      facts.map(({ event }) => event.source),
      facts.map(({ event }) => event.id),
      facts.map(({ event }) => event.type),
      facts.map(({ event }) => JSON.stringify(event.data)),
      bookedAt,
    ],
    'ledger-insert-facts',
  );
}
