import type { Tx } from '@perennial/persistence';

import { factOf, type Fact } from '../../domain/fact.js';
import { eventOf, type EventRow } from '../event-row.js';

const SQL = /* sql */ `
  select account, at, source, id, type, data
    from fact
   where account = any($1::uuid[]) and ($2::timestamptz is null or booked_at <= $2)`;

interface Row extends EventRow {
  readonly account: string;
}

/**
 * What the fold of the accounts is made of, by account, in no particular order.
 *
 * @param bookedUntil only what was known at this instant, inclusive
 */
export async function loadFacts(tx: Tx, accounts: readonly string[], bookedUntil?: Date): Promise<Map<string, Fact[]>> {
  const facts = new Map<string, Fact[]>(accounts.map((account) => [account, []]));
  if (accounts.length === 0) return facts;
  for (const row of await tx.query<Row>(SQL, [accounts, bookedUntil ?? null], 'ledger-load-facts')) {
    const fact = factOf(row.account, eventOf(row));
    if (fact) facts.get(row.account)?.push(fact);
  }
  return facts;
}
