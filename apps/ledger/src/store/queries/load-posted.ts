import type { Tx } from '@perennial/persistence';

import type { PostedAward } from '../../domain/snapshot.js';

// Only what the programme issued or took back: what else becomes of the points is not the award.
const SQL = /* sql */ `
  select account, rule, fact_at, fact_source, fact_id,
         sum(case when credit = 'wallet' then points else -points end)::int8 as points
    from transfer
   where account = any($1::uuid[]) and 'issuance' in (debit, credit)
   group by account, rule, fact_at, fact_source, fact_id`;

interface Row {
  account: string;
  rule: string;
  fact_at: Date;
  fact_source: string;
  fact_id: string;
  points: bigint;
}

/** What was posted so far, by account, one entry per rule and fact. */
export async function loadPosted(tx: Tx, accounts: readonly string[]): Promise<Map<string, PostedAward[]>> {
  const posted = new Map<string, PostedAward[]>(accounts.map((account) => [account, []]));
  if (accounts.length === 0) return posted;
  for (const row of await tx.query<Row>(SQL, [accounts], 'ledger-load-posted')) {
    const fact = { at: row.fact_at.getTime(), source: row.fact_source, id: row.fact_id };
    posted.get(row.account)?.push({ rule: row.rule, fact, points: row.points });
  }
  return posted;
}
