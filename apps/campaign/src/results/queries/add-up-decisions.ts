import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with gone as (
    delete from decision_count
     where exists (select from decision_count group by campaign_id, outcome, reason having count(*) > 1)
    returning campaign_id, outcome, reason, n
  )
  insert into decision_count (campaign_id, outcome, reason, n)
  select campaign_id, outcome, reason, sum(n) from gone group by 1, 2, 3 having sum(n) <> 0`;

/** Has as few rows as there are reasons tell how often campaigns came to what; of rows of transactions under way nothing is seen. */
export async function addUpDecisions(db: Tx): Promise<void> {
  await db.query(SQL, [], 'campaign.add-up-decisions');
}
