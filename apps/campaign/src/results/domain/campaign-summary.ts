import type { Campaign } from '@perennial/programme';

import { budgetName, type BudgetUse } from '../../domain/budget.js';
import type { DecisionCount } from '../queries/count-decisions.js';

export interface BudgetOfMonth extends BudgetUse {
  readonly limit: number;
  /** Set aside and spent together. */
  readonly used: number;
}

export interface CampaignSummary {
  readonly offered: number;
  readonly withheld: readonly ReasonCount[];
  readonly skipped: readonly ReasonCount[];
  /** Of this month, as the document limits them. */
  readonly budgets: readonly BudgetOfMonth[];
}

interface ReasonCount {
  readonly reason: string;
  readonly n: number;
}

/** What a campaign has come to. @param counts and `uses` may be of other campaigns too */
export function summaryOf(
  campaign: Campaign,
  counts: readonly DecisionCount[],
  { uses, month }: { readonly uses: readonly BudgetUse[]; readonly month: string },
): CampaignSummary {
  const own = counts.filter(({ campaignId }) => campaignId === campaign.id);
  const by = (outcome: DecisionCount['outcome']): ReasonCount[] =>
    own.filter((count) => count.outcome === outcome).map(({ reason, n }) => ({ reason, n }));
  return {
    offered: by('offered').reduce((sum, { n }) => sum + n, 0),
    withheld: by('withheld'),
    skipped: by('skipped'),
    budgets: budgetsOf(campaign, uses, month),
  };
}

/** The budgets of a campaign in a month: each unit that the document limits, used or not. */
export function budgetsOf(
  { id, budgetPerMonth }: Campaign,
  uses: readonly BudgetUse[],
  month: string,
): BudgetOfMonth[] {
  const used = new Map(uses.map((use) => [budgetName(use), use]));
  const { offers, money = {} } = budgetPerMonth ?? {};
  const limits = [...(offers === undefined ? [] : [['offers', offers] as const]), ...Object.entries(money)];
  return limits.map(([unit, limit]) => {
    const key = { campaignId: id, month, unit };
    const { reserved, spent } = used.get(budgetName(key)) ?? { reserved: 0, spent: 0 };
    return { ...key, limit, reserved, spent, used: reserved + spent };
  });
}
