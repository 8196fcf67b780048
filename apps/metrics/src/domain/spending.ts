/** What the customers of a group spent in a window, in one currency. */
export interface Spending {
  /** Null: it is not known which group it is. */
  readonly group: string | null;
  readonly currency: string;
  readonly customers: number;
  /** Those of them who are in no other group of this currency. */
  readonly alone: number;
  readonly orders: number;
  /** Days on which a customer bought, summed over the customers. */
  readonly purchaseDays: number;
  /** Net of returns. */
  readonly revenueMinor: bigint;
  /** Purchase days in the window that had one before. */
  readonly gaps: number;
  /** Days since the purchase day before; null without any. */
  readonly meanGapDays: number | null;
  /** 25 %, 50 % and 75 % of them, interpolated. */
  readonly gapQuartiles: readonly number[] | null;
}

/** The figures that follow. */
interface SpendingFigures {
  /** Minor units per order, not rounded; null without orders. */
  readonly averageOrderMinor: number | null;
  /** Minor units per customer. */
  readonly perCustomerMinor: number | null;
  /** Orders per customer. */
  readonly purchaseFrequency: number | null;
}

export function spendingFigures({ customers, orders, revenueMinor }: Spending): SpendingFigures {
  const per = (whole: number, n: number): number | null => (n === 0 ? null : whole / n);
  return {
    averageOrderMinor: per(Number(revenueMinor), orders),
    perCustomerMinor: per(Number(revenueMinor), customers),
    purchaseFrequency: per(orders, customers),
  };
}
