import type { Tx } from '@perennial/persistence';

import type { WorthSums } from '../domain/candidate-group.js';
import { candidateColumns, groupedCandidates, type WantedCandidates } from './grouped-candidates.js';

const statement = (wanted: WantedCandidates): string => /* sql */ `
  ${groupedCandidates(wanted.grouping)}, worth as (
    select decided.person_id, offer.worth_currency as currency, sum(offer.worth_minor) as minor
      from decided
      join offer on offer.customer_id = decided.customer_id and offer.offer_id = decided.decision_id
     where offer.worth_currency is not null
     group by 1, 2
  )
  select thing, currency, count(*) as n, sum(minor)::text as y, sum(minor * minor)::text as yy
    from candidate
    join worth using (person_id)
   group by 1, 2`;

interface Row {
  readonly thing: string | null;
  readonly currency: string;
  readonly n: bigint;
  readonly y: string;
  readonly yy: string;
}

/** What the offers of customers are worth, summed over the customers: by group, and currency. Of some nobody knows the worth. */
export async function sumWorths(tx: Tx, wanted: WantedCandidates): Promise<Map<string | null, Map<string, WorthSums>>> {
  const rows = await tx.query<Row>(statement(wanted), candidateColumns(wanted));
  const groups = new Map<string | null, Map<string, WorthSums>>();
  for (const { thing, currency, n, y, yy } of rows) {
    const sums = groups.get(thing) ?? new Map<string, WorthSums>();
    groups.set(thing, sums.set(currency, { n: Number(n), y: BigInt(y), yy: BigInt(yy) }));
  }
  return groups;
}
