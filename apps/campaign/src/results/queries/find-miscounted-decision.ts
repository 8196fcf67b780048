import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with decided as (select campaign_id, outcome, reason, count(*) as n from decision group by 1, 2, 3),
       counted as (select campaign_id, outcome, reason, sum(n) as n from decision_count group by 1, 2, 3)
  select campaign_id, outcome, reason, coalesce(decided.n, 0) as decided, coalesce(counted.n, 0)::int8 as counted
    from decided full join counted using (campaign_id, outcome, reason)
   where coalesce(decided.n, 0) <> coalesce(counted.n, 0)
   limit 1`;

interface Row {
  readonly campaign_id: string;
  readonly outcome: string;
  readonly reason: string;
  readonly decided: bigint;
  readonly counted: bigint;
}

/** What campaigns came to against what was counted. @returns the first difference, in words */
export async function findMiscountedDecision(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<Row>(SQL);
  if (!row) return undefined;
  const { campaign_id, outcome, reason, decided, counted } = row;
  return `${campaign_id} was ${outcome} for ${reason} ${decided} times, and ${counted} were counted`;
}
