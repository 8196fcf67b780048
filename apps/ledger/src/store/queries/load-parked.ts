import type { Tx } from '@perennial/persistence';

import type { ParkedEvent, WaitsFor } from '../../domain/parked.js';
import { eventOf, type EventRow } from '../event-row.js';

const SQL = /* sql */ `
  select waits_for, bucket, at, source, id, type, data from parked where waits_for = any($1::text[])`;

interface Row extends EventRow {
  readonly waits_for: WaitsFor;
  readonly bucket: number;
}

/** What waits for the things. They are locked: nobody else parks anything for them, or takes it away. */
export async function loadParked(tx: Tx, things: readonly WaitsFor[]): Promise<ParkedEvent[]> {
  if (things.length === 0) return [];
  const rows = await tx.query<Row>(SQL, [things], 'ledger-load-parked');
  return rows.map((row) => ({ waitsFor: row.waits_for, bucket: row.bucket, event: eventOf(row) }));
}
