import type { Tx } from '@perennial/persistence';

import { unpackRecords } from './packed-records.js';
import type { PackedRecord } from './record-body.js';

/** Messages that wait for their publication, in the order in which they were written. */
export async function listWaitingMessages(tx: Tx): Promise<PackedRecord[]> {
  const rows = await tx.query<{ messages: Buffer }>('select messages from outbox order by id');
  return rows.flatMap(({ messages }) => unpackRecords(messages));
}
