import type { PurchaseCompleted } from '@perennial/contracts';

/** A line of an order, as far as points are concerned. */
export interface SaleLine {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
  /** Quantity × unit price − discount, in minor units. */
  readonly amount: bigint;
  readonly giftCard: boolean;
}

/** What was bought, as the event tells it: whole minor units of `currency`. */
export interface SaleContent {
  readonly currency: string;
  readonly total: bigint;
  /** Tax that the total contains. */
  readonly taxIncluded: bigint;
  readonly pointsTender: bigint;
  readonly partnerId?: string | undefined;
  /** Absent: nothing is known of the lines. */
  readonly lines?: readonly SaleLine[] | undefined;
}

/** What an order's points are computed from: whole minor units. */
export interface SaleAmounts {
  readonly total: bigint;
  /** The total without lines that are not goods: gift cards, memberships. Below 0 when lines and total disagree. */
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

export function contentOf(order: PurchaseCompleted): SaleContent {
  return {
    currency: order.currency,
    total: BigInt(order.totalMinor),
    taxIncluded: order.taxIncluded ? BigInt(order.taxMinor ?? 0) : 0n,
    pointsTender: BigInt(order.pointsTenderMinor ?? 0),
    partnerId: order.partnerId,
    lines: order.lines?.map((line) => ({
      lineId: line.lineId,
      sku: line.sku,
      quantity: line.quantity,
      amount: BigInt(line.quantity) * BigInt(line.unitPriceMinor) - BigInt(line.discountMinor ?? 0),
      giftCard: line.giftCard ?? false,
    })),
  };
}

/** Whether a line is goods: neither a gift card nor a membership. */
export function isGoods({ giftCard, sku }: SaleLine, membershipSkus: ReadonlySet<string>): boolean {
  return !giftCard && !membershipSkus.has(sku);
}

export function amountsOf(sale: SaleContent, membershipSkus: ReadonlySet<string>): SaleAmounts {
  const goods = (sale.lines ?? [])
    .filter((line) => !isGoods(line, membershipSkus))
    .reduce((rest, { amount }) => rest - amount, sale.total);
  return { total: sale.total, goods, eligible: atLeastZero(goods - sale.pointsTender - sale.taxIncluded) };
}

/**
 * The eligible amount after returns: eligible × max(0, goods − returned goods) ÷ goods. 0 when nothing of the order is
 * goods. However returns are split and in whatever order they come, the same sum gives the same fraction.
 */
export function netEligible({ total, goods, eligible }: SaleAmounts, returned: readonly Returned[]): Fraction {
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
