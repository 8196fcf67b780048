import { compareUtf8 } from '@perennial/contracts';
import { hiddenOfTable, type HiddenOfTable } from '@perennial/figures';

import type { CustomerValue } from './customer-values.js';
import type { PurchaseDays } from './purchase-history.js';

/** A customer of one currency with what the models say. */
export interface ValuedCustomer {
  readonly history: PurchaseDays;
  readonly value: CustomerValue;
  /** One or several, of what customers are told apart by; null: it is not known, or none. Without a grouping, null alone. */
  readonly groups: readonly (string | null)[];
}

/** A decile, a segment or another part of customers of one currency. */
export interface ValueGroup {
  readonly n: number;
  /** Those of them who are in no other part. */
  readonly alone: number;
  /** Of the customers that were divided. */
  readonly share: number;
  /** Spent so far, net of returns. */
  readonly revenueMinor: bigint;
  readonly revenueShare: number | null;
  /** Expected twelve months' value; null where no spend can be told. */
  readonly clv: { readonly sumMinor: number; readonly meanMinor: number; readonly share: number | null } | null;
  /** Mean probability of having given up; null where no model tells it. */
  readonly churnRisk: number | null;
}

/** What a group comes to, while it is added up. */
interface Sum {
  n: number;
  alone: number;
  revenueMinor: bigint;
  /** Undefined from the first customer on of whom it cannot be told. */
  clvMinor: number | undefined;
  expectedLost: number | undefined;
}

/** What customers come to, all of them and by part, while they are added up. */
interface Division<Key> {
  readonly whole: Sum;
  readonly parts: Map<Key, Sum>;
}

const nothing = (): Sum => ({ n: 0, alone: 0, revenueMinor: 0n, clvMinor: 0, expectedLost: 0 });

/**
 * Sums the parts of all customers of a currency, and keeps none of the customers: there may be millions.
 *
 * @param pages all of them, some at a time
 * @param keysOf the parts a customer is in, each once
 * @returns by part, those without customers absent
 */
export async function valueGroups<Key>(
  pages: AsyncIterable<readonly ValuedCustomer[]>,
  keysOf: (customer: ValuedCustomer) => readonly Key[],
): Promise<Map<Key, ValueGroup>> {
  const division: Division<Key> = { whole: nothing(), parts: new Map() };
  for await (const page of pages)
    for (const customer of page) {
      const keys = keysOf(customer);
      divide(division, customer, keys, keys.length === 1);
    }
  return groupsOf(division);
}

/** The same for each group of the customers by itself, whose parts are shares of it. Alone is who is in no other group. */
export async function valueGrid<Key>(
  pages: AsyncIterable<readonly ValuedCustomer[]>,
  keyOf: (customer: ValuedCustomer) => Key,
): Promise<Map<string | null, Map<Key, ValueGroup>>> {
  const divisions = new Map<string | null, Division<Key>>();
  for await (const page of pages) {
    for (const customer of page) {
      const keys = [keyOf(customer)];
      for (const group of customer.groups) {
        const division = divisions.get(group) ?? { whole: nothing(), parts: new Map<Key, Sum>() };
        divisions.set(group, division);
        divide(division, customer, keys, customer.groups.length === 1);
      }
    }
  }
  return new Map([...divisions].map(([group, division]) => [group, groupsOf(division)]));
}

/** Groups in alphabetical order, bytewise; the unknown one last. */
export function byGroup<Value>(groups: ReadonlyMap<string | null, Value>): [string | null, Value][] {
  return [...groups].sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : compareUtf8(a, b)));
}

/** Parts of each group, and the groups in their order. */
export type ValueGrid<Key> = readonly (readonly [group: string | null, parts: ReadonlyMap<Key, ValueGroup>])[];

/**
 * Which groups and which parts are to be hidden, so that nothing follows of fewer than `minimum` customers from the others, though the
 * whole of each group and of each part is told elsewhere.
 *
 * @param whole everybody by part
 */
export function hiddenOfGrid<Key>(
  grid: ValueGrid<Key>,
  whole: ReadonlyMap<Key, ValueGroup>,
  minimum: number,
): HiddenOfTable<string | null, Key> {
  const cells = grid.flatMap(([line, parts]) =>
    [...parts].map(([column, { n, alone }]) => ({ line, column, n, alone })),
  );
  return hiddenOfTable(
    cells,
    [...whole].map(([key, { n }]) => ({ key, n })),
    minimum,
  );
}

function divide<Key>(
  { whole, parts }: Division<Key>,
  customer: ValuedCustomer,
  keys: readonly Key[],
  isAlone: boolean,
): void {
  add(whole, customer);
  for (const key of keys) {
    const sum = parts.get(key) ?? nothing();
    parts.set(key, sum);
    add(sum, customer);
    if (isAlone) sum.alone += 1;
  }
}

function groupsOf<Key>({ whole, parts }: Division<Key>): Map<Key, ValueGroup> {
  return new Map([...parts].map(([key, sum]) => [key, groupOf(sum, whole)]));
}

function add(sum: Sum, { history, value: { clv, churnRisk } }: ValuedCustomer): void {
  sum.n += 1;
  sum.revenueMinor += history.totalMinor;
  sum.clvMinor = plus(sum.clvMinor, clv);
  sum.expectedLost = plus(sum.expectedLost, churnRisk);
}

function plus(sum: number | undefined, value: number | undefined): number | undefined {
  return sum === undefined || value === undefined ? undefined : sum + value;
}

function groupOf({ n, alone, revenueMinor, clvMinor, expectedLost }: Sum, whole: Sum): ValueGroup {
  const revenueShare = whole.revenueMinor > 0n ? Number(revenueMinor) / Number(whole.revenueMinor) : null;
  return {
    ...{ n, alone, share: n / whole.n, revenueMinor, revenueShare },
    clv:
      clvMinor === undefined || whole.clvMinor === undefined
        ? null
        : {
            sumMinor: clvMinor,
            meanMinor: clvMinor / n,
            share: whole.clvMinor > 0 ? clvMinor / whole.clvMinor : null,
          },
    churnRisk: expectedLost === undefined ? null : expectedLost / n,
  };
}
