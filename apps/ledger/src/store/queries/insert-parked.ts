import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { Effects } from '../../domain/snapshot.js';

const SQL = /* sql */ `
  insert into parked (order_id, bucket, at, source, id, type, data)
  select * from unnest($1::text[], $2::int2[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::jsonb[])`;

export async function insertParked(tx: Tx, parked: Effects['parked']): Promise<void> {
  if (parked.length === 0) return;
  await tx.query(
    SQL,
    [
      parked.map(({ orderId }) => orderId),
      parked.map(({ orderId }) => bucketOf(orderId)),
      parked.map(({ event }) => new Date(event.at).toISOString()),
      parked.map(({ event }) => event.source),
      parked.map(({ event }) => event.id),
      parked.map(({ event }) => event.type),
      parked.map(({ event }) => JSON.stringify(event.data)),
    ],
    'ledger-insert-parked',
  );
}
