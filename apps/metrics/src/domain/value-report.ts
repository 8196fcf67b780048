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
  /** Mean probability of having given up; null where no model tells it. */
  readonly churnRisk: number | null;
}

/** What a group comes to, while it is added up. */
interface Sum {
  n: number;
  revenueMinor: bigint;
  /** Undefined from the first customer on of whom it cannot be told. */
  clvMinor: number | undefined;
  expectedLost: number | undefined;
}

const nothing = (): Sum => ({ n: 0, revenueMinor: 0n, clvMinor: 0, expectedLost: 0 });

/**
 * Sums the groups of all customers of a currency, and keeps none of the customers: there may be millions.
 *
 * @param pages all of them, some at a time
 * @param keyOf the group of a customer
 * @returns by group, those without customers absent
 */
export async function valueGroups<Key>(
  pages: AsyncIterable<readonly ValuedCustomer[]>,
  keyOf: (customer: ValuedCustomer) => Key,
): Promise<Map<Key, ValueGroup>> {
  const sums = new Map<Key, Sum>();
  const whole = nothing();
  for await (const page of pages) {
    for (const customer of page) {
      const key = keyOf(customer);
      const sum = sums.get(key) ?? nothing();
      sums.set(key, sum);
      add(sum, customer);
      add(whole, customer);
    }
  }
  return new Map([...sums].map(([key, sum]) => [key, groupOf(sum, whole)]));
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

function groupOf({ n, revenueMinor, clvMinor, expectedLost }: Sum, whole: Sum): ValueGroup {
  const revenueShare = whole.revenueMinor > 0n ? Number(revenueMinor) / Number(whole.revenueMinor) : null;
  return {
    ...{ n, share: n / whole.n, revenueMinor, revenueShare },
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
