import { instantText, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { isDecision } from '../../domain/decision.js';
import { factOf, type Fact } from '../../domain/fact.js';
import { factData } from '../json-state.js';
import { INSTANT_SIZE, instantAt, viewOfBytes } from '../packed-instants.js';

// A member may have thousands, and reading a row is dearer than the fact in it: all facts of an account are one row, with
// one text of all their data and one of all their names. No name has a line break in it.
const SQL = /* sql */ `
  select account,
         string_agg(timestamptz_send(at), '') as instants,
         string_agg(source || E'\\n' || id || E'\\n' || type, E'\\n') as names,
         '[' || string_agg(data::text, ',') || ']' as data
    from fact
   where account = any($1::uuid[])
     and ($2::timestamptz is null or booked_at <= $2)
     and ($3::timestamptz is null or at <= $3)
     and ($4::int8 is null or coalesce(booking, 0) <= $4)
   group by account`;

/** What is known of each fact, in the same order in all of them. */
interface Row {
  readonly account: string;
  readonly instants: Buffer;
  readonly names: string;
  readonly data: string;
}

/** Source, id and type. */
const NAMES = 3;

export interface FactsWanted {
  /** Only what was known at this instant, inclusive. */
  readonly bookedUntil?: Date | undefined;
  /** Only what was known when this was booked, inclusive: by the number of the booking, which no clock decides on. */
  readonly booking?: bigint | undefined;
  /** Only what had happened by this instant, inclusive. */
  readonly until?: Date | undefined;
}

/** What the fold of the accounts is made of, by account, in no particular order. */
export async function loadFacts(
  tx: Tx,
  accounts: readonly string[],
  { bookedUntil, booking, until }: FactsWanted = {},
): Promise<Map<string, Fact[]>> {
  const facts = new Map<string, Fact[]>(accounts.map((account) => [account, []]));
  if (accounts.length === 0) return facts;
  const params = [accounts, bookedUntil ?? null, until ?? null, booking ?? null];
  for (const row of await tx.query<Row>(SQL, params, 'ledger-load-facts')) facts.set(row.account, factsIn(row));
  return facts;
}

function factsIn({ account, instants, names, data }: Row): Fact[] {
  const view = viewOfBytes(instants);
  const named = names.split('\n');
  return (JSON.parse(data) as unknown[]).flatMap((kept, index) => {
    const [source = '', id = '', type = ''] = named.slice(index * NAMES, (index + 1) * NAMES);
    const at = instantAt(view, index * INSTANT_SIZE);
    return factFrom(account, { at, time: instantText(at), source, id, type, data: kept }) ?? [];
  });
}

/** The data was checked when the event was accepted. Customer ids are not in it. */
function factFrom(account: string, event: Envelope): Fact | undefined {
  // Only decisions have whole numbers of any size.
  if (isDecision(event)) return factOf(account, { ...event, data: factData(event.data) });
  return factOf(account, event, event.data);
}
