import { textColumn, type Tx } from '@perennial/persistence';

import type { BudgetUse } from '../../domain/budget.js';
import { periodOf } from '../../domain/period.js';

const SQL = /* sql */ `
  select campaign_id, month, unit, reserved, spent
    from budget
   where campaign_id = any($1::text[]) and split_part(month, ' at ', 1) = any($2::text[])
   order by campaign_id, month, unit`;

const PERIODS = ['week', 'month', 'quarter', 'year', 'whole'] as const;

/** What campaigns have used of their budgets of the periods that a day is in, such as `2027-03-15`. */
export async function listBudgetUses(db: Tx, campaignIds: readonly string[], day: string): Promise<BudgetUse[]> {
  const columns = [
    textColumn(campaignIds, (campaignId) => campaignId),
    textColumn(PERIODS, (period) => periodOf(day, period)),
  ];
  const rows = await db.query<{
    campaign_id: string;
    month: string;
    unit: string;
    reserved: bigint;
    spent: bigint;
  }>(SQL, columns, 'campaign.list-budget-uses');
  return rows.map(({ campaign_id: campaignId, month: period, unit, reserved, spent }) => ({
    ...{ campaignId, period, unit, reserved: Number(reserved), spent: Number(spent) },
  }));
}
