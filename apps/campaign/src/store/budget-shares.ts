import type { BudgetShare } from '../domain/settlement.js';

/**
 * What an offer has of budgets, as it is kept beside the month it was made in: by unit, of other periods by period and unit, such
 * as `2027-W10 offers`. A unit has no space.
 */
export type KeptShares = Readonly<Record<string, number>>;

/** What `key` and `month` are of, in SQL: a row for each of `jsonb_each_text(taken) as each (key, amount)`. */
export const SHARE_PERIOD = /* sql */ `coalesce(substring(key from '^(.*) [^ ]+$'), month)`;
export const SHARE_UNIT = /* sql */ `substring(key from '[^ ]+$')`;

export function keptShares(month: string, shares: readonly BudgetShare[]): KeptShares {
  return Object.fromEntries(
    shares.map(({ period, unit, amount }) => [period === month ? unit : `${period} ${unit}`, amount]),
  );
}

export function sharesOf(month: string, kept: KeptShares): BudgetShare[] {
  return Object.entries(kept).map(([key, amount]) => {
    const end = key.lastIndexOf(' ');
    return { period: end < 0 ? month : key.slice(0, end), unit: key.slice(end + 1), amount };
  });
}
