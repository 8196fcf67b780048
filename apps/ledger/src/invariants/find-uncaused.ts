import type { Database } from '@perennial/persistence';

import { LEDGER_SOURCE } from '../domain/decision.js';
import { walletParts } from '../domain/posting/transfer.js';
import { programmeMessageId } from '../programme/programme-message.js';
import { EVENT_KEY } from './event-key.js';

// What only moves within a wallet follows from the rest. Hashed once for each cause, and not for each of its transfers.
const SQL = /* sql */ `
  with cause as (
    select cause_source as source, cause_id as id, min(transfer_id::text) as example, count(*) as transfers
      from transfer
     where (debit = any($1::text[])) <> (credit = any($1::text[]))
     group by cause_source, cause_id
  ), decided as (
    select source, id from fact where type like 'ledger.decision.%'
     union
    select $3, substr(thing, length('correction:') + 1) from audit_entry where action = 'member.corrected'
  )
  select format('%s caused by (%s, %s), which is neither an event that was taken in nor a decision; one is %s',
                case transfers when 1 then '1 transfer is' else transfers || ' transfers are' end, source, id, example) as what
    from cause
   where not exists (select from decided where decided.source = cause.source and decided.id = cause.id)
     and not exists (select from inbox where event_key = ${EVENT_KEY})
     and not (source = $3 and id = any($2::text[]))
   order by source, id limit 1`;

const VERSIONS = /* sql */ `select programme_id as id, version from programme_version`;

/**
 * Every transfer between a member and the programme names what caused it: an event that was taken in, a decision, a version of the
 * programme, or a correction by hand.
 *
 * @returns the first cause that is not there, in words
 */
export async function findUncaused(db: Database): Promise<string | undefined> {
  // A version that is applied between the two statements would have its corrections without a cause.
  return db.snapshot(async (tx) => {
    const versions = await tx.query<{ id: string; version: number }>(VERSIONS);
    const [row] = await tx.query<{ what: string }>(SQL, [
      [...walletParts],
      versions.map(programmeMessageId),
      LEDGER_SOURCE,
    ]);
    return row?.what;
  });
}
