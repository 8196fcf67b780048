import type { Tx } from '@perennial/persistence';

import type { ParkedEvent } from '../../domain/parked.js';

const SQL = /* sql */ `
  insert into parked (waits_for, bucket, at, source, id, type, data, booked_at)
  select waiting.*, $8
    from unnest($1::text[], $2::int2[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::jsonb[]) as waiting`;

/** @param bookedAt when the chunk was handled */
export async function insertParked(tx: Tx, parked: readonly ParkedEvent[], bookedAt: Date): Promise<void> {
  if (parked.length === 0) return;
  await tx.query(
    SQL,
    [
      parked.map(({ waitsFor }) => waitsFor),
      parked.map(({ bucket }) => bucket),
      parked.map(({ event }) => new Date(event.at).toISOString()),
      parked.map(({ event }) => event.source),
      parked.map(({ event }) => event.id),
      parked.map(({ event }) => event.type),
      parked.map(({ event }) => JSON.stringify(event.data)),
      bookedAt,
    ],
    'ledger-insert-parked',
  );
}
