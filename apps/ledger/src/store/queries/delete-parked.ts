import type { Tx } from '@perennial/persistence';

import type { ParkedEvent } from '../../domain/parked.js';

const SQL = /* sql */ `
  delete from parked
   using unnest($1::text[], $2::text[], $3::text[]) as released (waits_for, source, id)
   where (parked.waits_for, parked.source, parked.id) = (released.waits_for, released.source, released.id)`;

/** Events that wait no longer: they are facts now. */
export async function deleteParked(tx: Tx, released: readonly ParkedEvent[]): Promise<void> {
  if (released.length === 0) return;
  const columns = [
    released.map(({ waitsFor }) => waitsFor),
    released.map(({ event }) => event.source),
    released.map(({ event }) => event.id),
  ];
  await tx.query(SQL, columns, 'ledger-delete-parked');
}
