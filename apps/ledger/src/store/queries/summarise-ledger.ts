import type { Tx } from '@perennial/persistence';

// What has expired by now may not be booked yet: the clock's work follows.
const SQL = /* sql */ `
  with gone as (
    select coalesce(sum(lot.points), 0) as points
      from lot join balance on balance.account = lot.account
     where lot.points > 0
       and coalesce(lot.expires_at, to_timestamp((balance.state ->> 'expiresAll')::float8 / 1000)) <= $1
  )
  select (select count(*) from fact) + (select count(*) from parked_event) as events,
         (select count(*) from transfer where kind = 'accrual') as "rewardsIssued",
         coalesce(sum(earned), 0)::float8 as "pointsIssued",
         (coalesce(sum(expired), 0) + (select points from gone))::float8 as "pointsExpired",
         (coalesce(sum(available::numeric + pending + reserved), 0) - (select points from gone))::float8 as "pointsOutstanding",
         (select count(*) from member) as members
    from balance`;

export interface LedgerSummary {
  readonly events: bigint;
  readonly rewardsIssued: bigint;
  readonly pointsIssued: number;
  readonly pointsExpired: number;
  readonly pointsOutstanding: number;
  readonly members: bigint;
}

/**
 * Sums over everybody are exact up to 2^53 and rounded above it: whatever is there, there is an answer.
 *
 * @param now what has expired by then counts as expired
 */
export async function summariseLedger(tx: Tx, now: Date): Promise<LedgerSummary> {
  const [summary] = await tx.query<LedgerSummary>(SQL, [now]);
  if (!summary) throw new Error('an aggregate without group always has a row');
  return summary;
}
