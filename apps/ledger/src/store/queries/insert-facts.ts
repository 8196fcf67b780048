import type { Envelope } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { KeptFact } from '../../domain/chunk/snapshot.js';
import { isDecision } from '../../domain/decision.js';
import { keptData } from '../../domain/fact-data.js';
import { factJson } from '../json-state.js';

// One number for all of them: they are known together.
const SQL = /* sql */ `
  with number as materialized (select nextval('booking_number') as booking)
  insert into fact (account, bucket, at, source, id, type, data, booked_at, booking)
  select kept.*, $8, number.booking
    from number, unnest($1::uuid[], $2::int2[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], ${jsonArray('$7')}) as kept`;

/** Only decisions have whole numbers of any size. */
function factText(event: Envelope): string {
  const data = keptData(event);
  return isDecision(event) ? factJson(data) : JSON.stringify(data);
}

/** To be called when everybody concerned is locked. @param bookedAt when the chunk was handled */
export async function insertFacts(tx: Tx, facts: readonly KeptFact[], bookedAt: Date): Promise<void> {
  if (facts.length === 0) return;
  await tx.query(
    SQL,
    [
      plainColumn(facts, ({ account }) => account),
      plainColumn(facts, ({ bucket }) => bucket),
      instantColumn(facts, ({ event }) => event.at),
      textColumn(facts, ({ event }) => event.source),
      textColumn(facts, ({ event }) => event.id),
      textColumn(facts, ({ event }) => event.type),
      jsonColumn(facts, ({ event }) => factText(event)),
      bookedAt,
    ],
    'ledger-insert-facts',
  );
}
