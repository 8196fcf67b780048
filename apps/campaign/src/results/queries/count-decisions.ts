import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select campaign_id, outcome, reason, sum(n)::int8 as n
    from decision_count
   where $1::text is null or campaign_id = $1
   group by 1, 2, 3
  having sum(n) > 0
   order by 1, 2, 3`;

export interface DecisionCount {
  readonly campaignId: string;
  readonly outcome: 'offered' | 'withheld' | 'skipped';
  readonly reason: string;
  readonly n: number;
}

/** How often campaigns, or one of them, came to what, of everybody who is not forgotten. */
export async function countDecisions(db: Tx, campaignId?: string): Promise<DecisionCount[]> {
  const rows = await db.query<{
    campaign_id: string;
    outcome: DecisionCount['outcome'];
    reason: string;
    n: bigint;
  }>(SQL, [campaignId ?? null], 'campaign.count-decisions');
  return rows.map(({ campaign_id, outcome, reason, n }) => ({
    campaignId: campaign_id,
    outcome,
    reason,
    n: Number(n),
  }));
}
