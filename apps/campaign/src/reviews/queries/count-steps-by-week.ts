import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select date_trunc('week', at at time zone 'UTC')::date as week,
         (count(*) filter (where what = 'held'))::int4 as held,
         (count(*) filter (where what = 'lifted'))::int4 as lifted,
         (count(*) filter (where what = 'withdrawn'))::int4 as withdrawn,
         (count(*) filter (where what = 'released'))::int4 as released,
         (count(*) filter (where what = 'confirmed'))::int4 as confirmed
    from review_step
   where at >= $1
   group by 1
   order by 1 desc`;

export interface WeekOfSteps {
  /** Its Monday, YYYY-MM-DD, in UTC. */
  readonly week: string;
  readonly held: number;
  readonly lifted: number;
  readonly withdrawn: number;
  readonly released: number;
  readonly confirmed: number;
}

/** What became of holds, by the week in which it did, the latest first; without weeks in which nothing happened. @param since inclusive */
export async function countStepsByWeek(db: Tx, since: Date): Promise<WeekOfSteps[]> {
  return db.query<WeekOfSteps>(SQL, [since], 'campaign.count-review-steps');
}
