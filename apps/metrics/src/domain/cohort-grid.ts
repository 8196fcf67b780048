import { DateTime } from 'luxon';

/**
 * What an age in months is. `own-months`: whole months since the customer's own first purchase day. `calendar-months`: months of
 * the calendar since the one of the first purchase, so that who first bought on the 31st is one month old the day after.
 */
export const AGE_VARIANTS = ['own-months', 'calendar-months'] as const;
export type AgeVariant = (typeof AGE_VARIANTS)[number];

/** Customers of an acquisition month, YYYY-MM, who bought at an age. */
export interface CohortCell {
  readonly cohort: string;
  readonly age: number;
  readonly customers: number;
}

export interface Cohort {
  readonly cohort: string;
  /** Customers who first bought in that month. */
  readonly n: number;
  /** By age from 0 on, as far as the oldest cohort of the grid goes. */
  readonly cells: readonly {
    readonly age: number;
    /** Null: not everybody of the cohort has been observed at this age to its end. */
    readonly customers: number | null;
    readonly share: number | null;
  }[];
}

/**
 * The share of an acquisition month that bought at each age. A cell whose time is not over for everybody of the cohort, or
 * could not be if somebody first bought on its last day, is null and never 0.
 *
 * @param asOf last day that is observed to its end, YYYY-MM-DD
 * @param agesMax ages at most, from 0 on
 */
export function cohortGrid(
  counted: readonly CohortCell[],
  { variant, asOf, agesMax }: { readonly variant: AgeVariant; readonly asOf: string; readonly agesMax: number },
): Cohort[] {
  const cohorts = [...new Set(counted.map(({ cohort }) => cohort))].sort();
  const customers = new Map(counted.map((cell) => [`${cell.cohort} ${cell.age}`, cell.customers]));
  const [oldest] = cohorts;
  if (oldest === undefined) return [];
  const ages = Math.min(agesMax, 1 + monthsBetween(oldest, asOf.slice(0, 7)));
  return cohorts.map((cohort) => {
    const n = customers.get(`${cohort} 0`) ?? 0;
    const cells = Array.from({ length: ages }, (_, age) => {
      if (!isObserved(cohort, age, variant, asOf)) return { age, customers: null, share: null };
      const bought = customers.get(`${cohort} ${age}`) ?? 0;
      return { age, customers: bought, share: n === 0 ? null : bought / n };
    });
    return { cohort, n, cells };
  });
}

/** Whether the age has ended for who first bought on the last day of the month. */
function isObserved(cohort: string, age: number, variant: AgeVariant, asOf: string): boolean {
  const month = DateTime.fromISO(`${cohort}-01`, { zone: 'UTC' });
  const end =
    variant === 'own-months' ? month.endOf('month').plus({ months: age + 1 }) : month.plus({ months: age + 1 });
  const lastDay = variant === 'own-months' ? end.startOf('day').minus({ days: 1 }) : end.minus({ days: 1 });
  return (lastDay.toISODate() ?? '') <= asOf;
}

function monthsBetween(from: string, to: string): number {
  const index = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
  return index(to) - index(from);
}
