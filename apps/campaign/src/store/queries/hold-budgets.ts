import { compareUtf8 } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import { budgetName, type BudgetKey, type BudgetUse } from '../../domain/budget.js';
import type { BudgetChange } from '../../domain/settlement.js';

// The column is as old as budgets of months alone, and has the period of every budget.
const KEYS = /* sql */ `unnest($1::text[], $2::text[], $3::text[]) as n (campaign_id, month, unit)`;

const INSERT = /* sql */ `
  insert into budget (campaign_id, month, unit, reserved, spent)
  select campaign_id, month, unit, 0, 0 from ${KEYS}
      on conflict do nothing`;

const LOCK = /* sql */ `
  select b.campaign_id, b.month, b.unit, b.reserved, b.spent
    from ${KEYS}
    join budget b using (campaign_id, month, unit)
   order by b.campaign_id, b.month, b.unit
     for update of b`;

const UPDATE = /* sql */ `
  update budget b
     set reserved = n.reserved, spent = n.spent, most = coalesce(n.most, b.most)
    from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::int8[])
      as n (campaign_id, month, unit, reserved, spent, most)
   where b.campaign_id = n.campaign_id and b.month = n.month and b.unit = n.unit`;

const columnsOf = (keys: readonly BudgetKey[]): string[] => [
  textColumn(keys, ({ campaignId }) => campaignId),
  textColumn(keys, ({ period }) => period),
  textColumn(keys, ({ unit }) => unit),
];

/**
 * Locks budgets until `tx` ends, so that what is left of them is what there is. They come after the locks of customers; whoever
 * locks several has them in this order.
 *
 * @returns by `budgetName`
 */
export async function holdBudgets(tx: Tx, keys: readonly BudgetKey[]): Promise<Map<string, BudgetUse>> {
  if (keys.length === 0) return new Map();
  const sorted = keys.toSorted((a, b) => compareUtf8(budgetName(a), budgetName(b)));
  await tx.query(INSERT, columnsOf(sorted), 'campaign.insert-budgets');
  const rows = await tx.query<{
    campaign_id: string;
    month: string;
    unit: string;
    reserved: bigint;
    spent: bigint;
  }>(LOCK, columnsOf(sorted), 'campaign.lock-budgets');
  return new Map(
    rows.map(({ campaign_id: campaignId, month: period, unit, reserved, spent }) => [
      budgetName({ campaignId, period, unit }),
      { campaignId, period, unit, reserved: Number(reserved), spent: Number(spent) },
    ]),
  );
}

/** @param uses of budgets that `tx` has locked */
export async function saveBudgets(tx: Tx, uses: readonly BudgetUse[]): Promise<void> {
  if (uses.length === 0) return;
  await tx.query(
    UPDATE,
    [
      ...columnsOf(uses),
      plainColumn(uses, ({ reserved }) => reserved),
      plainColumn(uses, ({ spent }) => spent),
      plainColumn(uses, ({ limit }) => limit),
    ],
    'campaign.save-budgets',
  );
}

const CHANGE = /* sql */ `
  update budget b
     set reserved = b.reserved + n.reserved, spent = b.spent + n.spent
    from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[]) as n (campaign_id, month, unit, reserved, spent)
   where b.campaign_id = n.campaign_id and b.month = n.month and b.unit = n.unit`;

/** Locks the budgets as everybody does, and changes them. */
export async function addToBudgets(tx: Tx, changes: readonly BudgetChange[]): Promise<void> {
  await holdBudgets(tx, changes);
  await changeBudgets(tx, changes);
}

/** @param changes of budgets that `tx` has locked */
export async function changeBudgets(tx: Tx, changes: readonly BudgetChange[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    CHANGE,
    [
      ...columnsOf(changes),
      plainColumn(changes, ({ reserved }) => reserved),
      plainColumn(changes, ({ spent }) => spent),
    ],
    'campaign.add-to-budgets',
  );
}
