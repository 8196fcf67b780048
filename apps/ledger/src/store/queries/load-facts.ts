import type { Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { foldedTypes, memberFactOf, type MemberFact } from '../../domain/member-fact.js';

const SQL = /* sql */ `
  select account, at, source, id, type, data
    from fact
   where account = any($1::uuid[]) and type = any($2::text[])`;

interface Row {
  account: string;
  at: Date;
  source: string;
  id: string;
  type: string;
  data: unknown;
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

/** The data was checked when the event was accepted. */
function eventOf({ at, source, id, type, data }: Row): Envelope {
  return { at: at.getTime(), time: at.toISOString(), source, id, type, data };
}
