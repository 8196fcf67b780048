import { areNamed, hiddenOfTable, hiddenParts } from '@perennial/figures';
import { DateTime } from 'luxon';

/**
 * What an age in months is. `own-months`: whole months since the customer's own first purchase day. `calendar-months`: months of
 * the calendar since the one of the first purchase, so that who first bought on the 31st is one month old the day after.
 */
export const AGE_VARIANTS = ['own-months', 'calendar-months'] as const;
export type AgeVariant = (typeof AGE_VARIANTS)[number];

/** Customers of a group and an acquisition month, YYYY-MM, who bought at an age. */
export interface CohortCell {
  /** Null: it is not known which group it is; also of the whole. */
  readonly group: string | null;
  readonly cohort: string;
  readonly age: number;
  readonly customers: number;
  /** Those of them who are in no other group. */
  readonly alone: number;
}

export interface Cohort {
  readonly cohort: string;
  /** Customers who first bought in that month. */
  readonly n: number;
  /** Those of them who are in no other group. */
  readonly alone: number;
  /** By age from 0 on, as far as the oldest cohort of the grid goes. */
  readonly cells: readonly {
    readonly age: number;
    /** Null: not everybody of the cohort has been observed at this age to its end. */
    readonly customers: number | null;
    readonly share: number | null;
  }[];
}

/** The cohorts of one group. */
export interface CohortGroup {
  readonly group: string | null;
  readonly cohorts: readonly Cohort[];
}

/** A cohort as it is told: without numbers where it is suppressed. */
interface ToldCohort {
  readonly cohort: string;
  readonly n: number | null;
  readonly suppressed: boolean;
  readonly cells: Cohort['cells'][number][];
}

interface Asked {
  readonly variant: AgeVariant;
  /** Last day that is observed to its end, YYYY-MM-DD. */
  readonly asOf: string;
  /** Ages at most, from 0 on. */
  readonly agesMax: number;
}

/** A grid for each group, in the order they are given, all of as many ages: those of the whole. */
export function cohortGrids(counted: readonly CohortCell[], asked: Asked): CohortGroup[] {
  const groups = [...new Set(counted.map(({ group }) => group))];
  const [oldest = ''] = counted.map(({ cohort }) => cohort).sort();
  return groups.map((group) => {
    const cells = counted.filter((cell) => cell.group === group);
    return { group, cohorts: cohortGrid(cells, asked, oldest) };
  });
}

/**
 * The whole as it is told: cohorts of fewer than `minimum` customers hidden, and more where the rest would tell them; none where their names
 * would.
 */
export function toldCohorts(whole: readonly Cohort[], minimum: number): ToldCohort[] {
  if (!areNamed(whole, minimum)) return [];
  const hidden = hiddenParts(whole, minimum);
  return whole.map((each) => (hidden.has(each) ? hiddenOf(each) : shown(each)));
}

/**
 * The groups as they are told. A cohort that is hidden is in every group, whether it has customers of it or not: from those it has
 * none of, others could be worked out. None where the names of cohorts or groups would tell how many they have.
 */
export function toldCohortGroups(whole: readonly Cohort[], groups: readonly CohortGroup[], minimum: number) {
  if (!areNamed(whole, minimum) || !areNamed(groups.map(peopleOf), minimum)) return [];
  const cells = groups.flatMap(({ group, cohorts }) =>
    cohorts.map(({ cohort, n, alone }) => ({ line: group, column: cohort, n, alone })),
  );
  const columns = whole.map(({ cohort, n }) => ({ key: cohort, n }));
  const hidden = hiddenOfTable(cells, columns, minimum);
  return groups.map(({ group, cohorts }) => ({
    group,
    cohorts: whole.flatMap((each) => {
      if (hidden.lines.has(group) || hidden.columns.has(each.cohort)) return [hiddenOf(each)];
      return cohorts.filter(({ cohort }) => cohort === each.cohort).map(shown);
    }),
  }));
}

function peopleOf({ cohorts }: CohortGroup): { readonly n: number; readonly alone: number } {
  return {
    n: cohorts.reduce((sum, { n }) => sum + n, 0),
    alone: cohorts.reduce((sum, { alone }) => sum + alone, 0),
  };
}

function shown({ cohort, n, cells }: Cohort): ToldCohort {
  return { cohort, n, suppressed: false, cells: [...cells] };
}

function hiddenOf({ cohort, cells }: Cohort): ToldCohort {
  return { cohort, n: null, suppressed: true, cells: cells.map(({ age }) => ({ age, customers: null, share: null })) };
}

/**
 * The share of an acquisition month that bought at each age. A cell whose time is not over for everybody of the cohort, or
 * could not be if somebody first bought on its last day, is null and never 0.
 *
 * @param oldest cohort that there are ages for
 */
function cohortGrid(counted: readonly CohortCell[], { variant, asOf, agesMax }: Asked, oldest: string): Cohort[] {
  const cohorts = [...new Set(counted.map(({ cohort }) => cohort))].sort();
  const cellAt = new Map(counted.map((cell) => [`${cell.cohort} ${cell.age}`, cell]));
  const ages = Math.min(agesMax, 1 + monthsBetween(oldest, asOf.slice(0, 7)));
  return cohorts.map((cohort) => {
    const { customers: n, alone } = cellAt.get(`${cohort} 0`) ?? { customers: 0, alone: 0 };
    const cells = Array.from({ length: ages }, (_, age) => {
      if (!isObserved(cohort, age, variant, asOf)) return { age, customers: null, share: null };
      const bought = cellAt.get(`${cohort} ${age}`)?.customers ?? 0;
      return { age, customers: bought, share: n === 0 ? null : bought / n };
    });
    return { cohort, n, alone, cells };
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
