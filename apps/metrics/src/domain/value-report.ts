import { churnRisk, type ChurnRisk } from './churn.js';
import type { CustomerValue } from './customer-values.js';
import type { PurchaseDays } from './purchase-history.js';

/** A customer of one currency with what the models say. */
export interface ValuedCustomer {
  readonly history: PurchaseDays;
  readonly value: CustomerValue;
}

/** A decile or a segment of the customers of one currency. */
export interface ValueGroup {
  readonly n: number;
  /** Of the customers of the currency. */
  readonly share: number;
  /** Spent so far, net of returns. */
  readonly revenueMinor: bigint;
  readonly revenueShare: number | null;
  /** Expected twelve months' value; null where no spend can be told. */
  readonly clv: { readonly sumMinor: number; readonly meanMinor: number; readonly share: number | null } | null;
  readonly churn: ChurnRisk | undefined;
}

/**
 * Sums the groups of all customers of a currency.
 *
 * @param keyOf the group of a customer
 * @returns by group, those without customers absent
 */
export function valueGroups<Key>(
  customers: readonly ValuedCustomer[],
  keyOf: (customer: ValuedCustomer) => Key,
): Map<Key, ValueGroup> {
  const groups = new Map<Key, ValuedCustomer[]>();
  for (const customer of customers) {
    const key = keyOf(customer);
    const group = groups.get(key);
    if (group) group.push(customer);
    else groups.set(key, [customer]);
  }
  const revenue = revenueOf(customers);
  const clv = clvOf(customers);
  return new Map([...groups].map(([key, group]) => [key, summed(group, { n: customers.length, revenue, clv })]));
}

function summed(
  group: readonly ValuedCustomer[],
  whole: { readonly n: number; readonly revenue: bigint; readonly clv: number | undefined },
): ValueGroup {
  const revenueMinor = revenueOf(group);
  const sumMinor = clvOf(group);
  return {
    n: group.length,
    share: group.length / whole.n,
    revenueMinor,
    revenueShare: whole.revenue > 0n ? Number(revenueMinor) / Number(whole.revenue) : null,
    clv:
      sumMinor === undefined || whole.clv === undefined
        ? null
        : { sumMinor, meanMinor: sumMinor / group.length, share: whole.clv > 0 ? sumMinor / whole.clv : null },
    churn: churnRisk(group.map(({ value }) => value)),
  };
}

function revenueOf(customers: readonly ValuedCustomer[]): bigint {
  return customers.reduce((sum, { history }) => sum + history.totalMinor, 0n);
}

function clvOf(customers: readonly ValuedCustomer[]): number | undefined {
  let sum = 0;
  for (const { value } of customers) {
    if (value.clv === undefined) return undefined;
    sum += value.clv;
  }
  return sum;
}
