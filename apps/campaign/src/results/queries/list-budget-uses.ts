import type { Tx } from '@perennial/persistence';

import type { BudgetUse } from '../../domain/budget.js';

const SQL = /* sql */ `select campaign_id, month, unit, reserved, spent from budget where month = $1 order by campaign_id, unit`;

/** What campaigns have used of their budgets of a month, such as `2027-03`. */
export async function listBudgetUses(db: Tx, month: string): Promise<BudgetUse[]> {
  const rows = await db.query<{
    campaign_id: string;
    month: string;
    unit: string;
    reserved: bigint;
    spent: bigint;
  }>(SQL, [month], 'campaign.list-budget-uses');
  return rows.map(({ campaign_id: campaignId, month: of, unit, reserved, spent }) => ({
    ...{ campaignId, month: of, unit, reserved: Number(reserved), spent: Number(spent) },
  }));
}
