import { allBudgets, type Campaign } from '@perennial/programme';

import { atLocation, budgetName, type BudgetKey, type BudgetUse } from '../../domain/budget.js';
import { periodOf } from '../../domain/period.js';
import type { DecisionCount } from '../queries/count-decisions.js';

/** A budget of the campaign in a period. */
export interface BudgetNow extends Omit<BudgetUse, 'limit'> {
  /** Of a budget that each location has. */
  readonly location?: string;
  readonly limit: number;
  /** Set aside and spent together. */
  readonly used: number;
}

export interface CampaignSummary {
  readonly offered: number;
  readonly withheld: readonly ReasonCount[];
  readonly skipped: readonly ReasonCount[];
  /** Of the periods that a day is in, as the document limits them. */
  readonly budgets: readonly BudgetNow[];
}

interface ReasonCount {
  readonly reason: string;
  readonly n: number;
}

/** What a campaign has come to. @param counts and `uses` may be of other campaigns too */
export function summaryOf(
  campaign: Campaign,
  counts: readonly DecisionCount[],
  { uses, day }: { readonly uses: readonly BudgetUse[]; readonly day: string },
): CampaignSummary {
  const own = counts.filter(({ campaignId }) => campaignId === campaign.id);
  const by = (outcome: DecisionCount['outcome']): ReasonCount[] =>
    own.filter((count) => count.outcome === outcome).map(({ reason, n }) => ({ reason, n }));
  return {
    offered: by('offered').reduce((sum, { n }) => sum + n, 0),
    withheld: by('withheld'),
    skipped: by('skipped'),
    budgets: budgetsOf(campaign, uses, day),
  };
}

/** The budgets of a campaign on a day: each unit that the document limits, used or not; of those of locations, where some was used. */
export function budgetsOf(campaign: Campaign, uses: readonly BudgetUse[], day: string): BudgetNow[] {
  const own = uses.filter(({ campaignId }) => campaignId === campaign.id);
  return allBudgets(campaign).flatMap(({ period, per, money = {}, offers, points }) => {
    const named = periodOf(day, period);
    const limits = Object.entries({ offers, points, ...money });
    return limits.flatMap(([unit, limit]) => {
      if (limit === undefined) return [];
      if (per === undefined) {
        const key = { campaignId: campaign.id, period: named, unit };
        return [budgetNow(own.find((use) => budgetName(use) === budgetName(key)) ?? key, limit)];
      }
      const places = own.filter((use) => use.unit === unit && use.period.startsWith(atLocation(named, '')));
      return places.map((use) => {
        const location = use.period.slice(atLocation(named, '').length);
        return { ...budgetNow(use, limit), period: named, location };
      });
    });
  });
}

/** @param use what is known of it: of one that nobody has used, only which it is */
function budgetNow(use: BudgetKey & Partial<BudgetUse>, limit: number): BudgetNow {
  const { campaignId, period, unit, reserved = 0, spent = 0 } = use;
  return { campaignId, period, unit, limit, reserved, spent, used: reserved + spent };
}
