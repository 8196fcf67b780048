import type { Tx } from '@perennial/persistence';

import { unpackRecords } from './packed-records.js';

/** Ids of the messages that wait for their publication, with the id of what caused each. */
export async function listWaitingMessages(tx: Tx): Promise<Map<string, string | undefined>> {
  const rows = await tx.query<{ messages: Buffer }>('select messages from outbox order by id');
  const records = rows.flatMap(({ messages }) => unpackRecords(messages));
  return new Map(
    records.map(({ headers }) => {
      const cause = headers['ce_causationid'];
      return [String(headers['ce_id']), cause === undefined ? undefined : String(cause)];
    }),
  );
}
