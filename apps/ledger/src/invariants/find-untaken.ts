import type { Tx } from '@perennial/persistence';

import { EVENT_KEY } from './event-key.js';

// Merges and erasures are decided for an event, and bear its name.
const SQL = /* sql */ `
  select format('%s of account %s (%s, %s) is a fact, and no such event was taken in', type, account, source, id) as what
    from fact
   where (type not like 'ledger.decision.%' or type in ('ledger.decision.merge', 'ledger.decision.erasure'))
     and not exists (select from inbox where event_key = ${EVENT_KEY})
   order by account, at, source, id limit 1`;

/**
 * Every fact that came as an event is one that the delivery has taken in: it keeps what it took for ever. What the event said is
 * not compared: the ledger keeps less of it than its digest is of.
 *
 * @returns the first that is none, in words
 */
export async function findUntaken(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ what: string }>(SQL);
  return row?.what;
}
