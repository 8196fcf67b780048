import { allBudgets, pointsOf, type Campaign, type CampaignBudget } from '@perennial/programme';

import { periodOf } from './period.js';
import type { Money } from './situation.js';

/** A budget of a campaign in one of its periods: of offers, of points, or of money in a currency. */
export interface BudgetKey {
  readonly campaignId: string;
  /** Such as `2027-03`; of a budget that each location has, `2027-03 at store-7`. */
  readonly period: string;
  /** `offers`, `points`, or an ISO 4217 currency. */
  readonly unit: string;
}

export interface BudgetUse extends BudgetKey {
  /** Set aside for offers that are open; of offers, those made. */
  readonly reserved: number;
  readonly spent: number;
  /** What the document allowed when an offer last took of it. */
  readonly limit?: number;
}

/** What an offer takes of the budgets of its campaign. */
export interface Want extends BudgetKey {
  readonly amount: number;
  readonly limit: number;
  /** Given with the offer, and not only set aside. */
  readonly isSpent?: boolean;
}

/** Which periods and locations a decision is for. */
export interface BudgetPlace {
  /** Calendar day of the decision in the programme's time zone, such as `2027-03-15`. */
  readonly day: string;
  /** Where that happened which triggered the campaign, where it tells. */
  readonly location?: string | undefined;
}

/** Neither ids nor units have a line break, so that the order of names is that of campaign, period and unit. */
export const budgetName = ({ campaignId, period, unit }: BudgetKey): string => [campaignId, period, unit].join('\n');

/** What no use of a code changes, and no end without one: given with the offer. Points of a multiplier are settled apart from it. */
export const GIVEN_FOR_GOOD: ReadonlySet<string> = new Set(['offers', 'points']);

export const atLocation = (period: string, location: string): string => `${period} at ${location}`;

/** The period of a budget that a decision falls into; undefined where each location has its own and none is told. */
export function periodAt(
  { period, per }: Pick<CampaignBudget, 'period' | 'per'>,
  { day, location }: BudgetPlace,
): string | undefined {
  const name = periodOf(day, period);
  if (per === undefined) return name;
  return location === undefined ? undefined : atLocation(name, location);
}

/** Whether a campaign sets aside what its offers are worth. */
export function hasBudgetOfMoney(campaign: Campaign): boolean {
  return allBudgets(campaign).some(({ money }) => money !== undefined);
}

/** What an offer of a campaign wants of its budgets: one in a currency that a budget does not name, of a limit of 0. */
export function wantsOf(campaign: Campaign, place: BudgetPlace, worth: Money | undefined): Want[] {
  const points = pointsOf(campaign);
  const isSpent = campaign.offer?.kind === 'points';
  return allBudgets(campaign).flatMap((budget) => {
    const period = periodAt(budget, place);
    if (period === undefined) return [];
    const { offers, points: most, money } = budget;
    const about = { campaignId: campaign.id, period };
    const wants: Want[] = [];
    if (offers !== undefined) wants.push({ ...about, unit: 'offers', amount: 1, limit: offers });
    if (most !== undefined) wants.push({ ...about, unit: 'points', amount: points, limit: most, isSpent });
    if (money && worth) {
      const { amountMinor: amount, currency: unit } = worth;
      wants.push({ ...about, unit, amount, limit: money[unit] ?? 0, isSpent });
    }
    return wants;
  });
}

/** The first of the wants that the budgets have not enough left for; undefined when all of them fit. */
export function firstExceeded(wants: readonly Want[], used: ReadonlyMap<string, BudgetUse>): Want | undefined {
  return wants.find((want) => {
    const use = used.get(budgetName(want));
    return (use?.reserved ?? 0) + (use?.spent ?? 0) + want.amount > want.limit;
  });
}

/** The budgets after the wants were set aside, or spent. */
export function reserve(used: ReadonlyMap<string, BudgetUse>, wants: readonly Want[]): Map<string, BudgetUse> {
  const next = new Map(used);
  for (const { campaignId, period, unit, amount, limit, isSpent = false } of wants) {
    const key = { campaignId, period, unit };
    const { reserved, spent } = next.get(budgetName(key)) ?? { reserved: 0, spent: 0 };
    const after = isSpent ? { reserved, spent: spent + amount } : { reserved: reserved + amount, spent };
    next.set(budgetName(key), { ...key, ...after, limit });
  }
  return next;
}
