import type { Tx } from '@perennial/persistence';

import { foldedTypes, memberFactOf, type MemberFact } from '../../domain/member-fact.js';
import { eventOf, type EventRow } from '../event-row.js';

const SQL = /* sql */ `
  select account, at, source, id, type, data
    from fact
   where account = any($1::uuid[]) and type = any($2::text[])`;

interface Row extends EventRow {
  readonly account: string;
}

/** The events of the accounts that the fold is made of, by account, in no particular order. */
export async function loadFacts(tx: Tx, accounts: readonly string[]): Promise<Map<string, MemberFact[]>> {
  const facts = new Map<string, MemberFact[]>(accounts.map((account) => [account, []]));
  if (accounts.length === 0) return facts;
  for (const row of await tx.query<Row>(SQL, [accounts, foldedTypes], 'ledger-load-facts')) {
    const fact = memberFactOf(eventOf(row));
    if (fact) facts.get(row.account)?.push(fact);
  }
  return facts;
}
