import type { Campaign } from '@perennial/programme';

import type { Money } from './situation.js';

/** A budget of a campaign for a calendar month: of offers, or of money in a currency. */
export interface BudgetKey {
  readonly campaignId: string;
  /** Such as `2027-03`. */
  readonly month: string;
  /** `offers`, or an ISO 4217 currency. */
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
}

export const budgetName = ({ campaignId, month, unit }: BudgetKey): string => `${campaignId} ${month} ${unit}`;

/** What an offer of a campaign wants of its budgets: one in a currency that the budget does not name, of a limit of 0. */
export function wantsOf({ id, budgetPerMonth }: Campaign, month: string, worth: Money | undefined): Want[] {
  if (!budgetPerMonth) return [];
  const { offers, money } = budgetPerMonth;
  const wants: Want[] = [];
  if (offers !== undefined) wants.push({ campaignId: id, month, unit: 'offers', amount: 1, limit: offers });
  if (money && worth) {
    const { amountMinor: amount, currency: unit } = worth;
    wants.push({ campaignId: id, month, unit, amount, limit: money[unit] ?? 0 });
  }
  return wants;
}

/** The first of the wants that the budgets have not enough left for; undefined when all of them fit. */
export function firstExceeded(wants: readonly Want[], used: ReadonlyMap<string, BudgetUse>): Want | undefined {
  return wants.find((want) => {
    const use = used.get(budgetName(want));
    return (use?.reserved ?? 0) + (use?.spent ?? 0) + want.amount > want.limit;
  });
}

/** The budgets after the wants were set aside. */
export function reserve(used: ReadonlyMap<string, BudgetUse>, wants: readonly Want[]): Map<string, BudgetUse> {
  const next = new Map(used);
  for (const { campaignId, month, unit, amount, limit } of wants) {
    const name = budgetName({ campaignId, month, unit });
    const { reserved, spent } = next.get(name) ?? { reserved: 0, spent: 0 };
    next.set(name, { campaignId, month, unit, reserved: reserved + amount, spent, limit });
  }
  return next;
}
