import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select (select count(*) from fact) + (select count(*) from parked_event) as events,
         (select count(*) from transfer where kind = 'accrual') as "rewardsIssued",
         coalesce(sum(earned), 0)::int8 as "pointsIssued",
         coalesce(sum(available + pending + reserved), 0)::int8 as "pointsOutstanding",
         (select count(*) from member) as members
    from balance`;

export interface LedgerSummary {
  readonly events: bigint;
  readonly rewardsIssued: bigint;
  readonly pointsIssued: bigint;
  readonly pointsOutstanding: bigint;
  readonly members: bigint;
}

export async function summariseLedger(tx: Tx): Promise<LedgerSummary> {
  const [summary] = await tx.query<LedgerSummary>(SQL);
  if (!summary) throw new Error('an aggregate without group always has a row');
  return summary;
}
