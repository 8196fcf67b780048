import type { PurchaseCompleted } from '@perennial/contracts';

/** What an order's points are computed from: whole minor units of `currency`. */
export interface OrderAmounts {
  readonly currency: string;
  /** What was paid for the order. */
  readonly total: bigint;
  /** The total without lines that are not goods, such as gift cards; can be below 0 when lines and total disagree. */
  readonly goods: bigint;
  /** Goods that earn: without what was paid with points and without included tax; never below 0. */
  readonly eligible: bigint;
}

/** Money that went back: of lines that count as goods, or spread over the whole order when no lines are known. */
export type Returned = { readonly ofGoods: bigint } | { readonly ofTotal: bigint };

/** A fraction of minor units, `denominator` > 0: returns are spread exactly, nothing is rounded before the last step. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export function orderAmounts(order: PurchaseCompleted): OrderAmounts {
  const total = BigInt(order.totalMinor);
  const giftCards = (order.lines ?? [])
    .filter((line) => line.giftCard)
    .reduce(
      (sum, line) => sum + BigInt(line.quantity) * BigInt(line.unitPriceMinor) - BigInt(line.discountMinor ?? 0),
      0n,
    );
  const goods = total - giftCards;
  const tax = order.taxIncluded ? BigInt(order.taxMinor ?? 0) : 0n;
  const eligible = goods - BigInt(order.pointsTenderMinor ?? 0) - tax;
  return { currency: order.currency, total, goods, eligible: atLeastZero(eligible) };
}

/**
 * The eligible amount after returns: eligible × max(0, goods − returned goods) ÷ goods. 0 when nothing of the order is
 * goods. However returns are split and in whatever order they come, the same sum gives the same fraction.
 */
export function netEligible({ total, goods, eligible }: OrderAmounts, returned: readonly Returned[]): Fraction {
  if (goods <= 0n) return { numerator: 0n, denominator: 1n };
  // Returned goods in units of 1/total, so that amounts spread over the order stay whole.
  const unit = total > 0n ? total : 1n;
  const back = returned.reduce(
    (sum, part) => sum + ('ofGoods' in part ? part.ofGoods * unit : part.ofTotal * goods),
    0n,
  );
  return { numerator: eligible * atLeastZero(goods * unit - back), denominator: goods * unit };
}

/** How often the whole `amount` (> 0) fits into the fraction. */
export function wholeTimes({ numerator, denominator }: Fraction, amount: bigint): bigint {
  return numerator / (denominator * amount);
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n;
}
