import type { Inputs } from '../rules/rule-kind.js';
import type { SaleLine } from '../sale.js';
import type { SaleState } from '../world.js';

/** What is told of an order on top of its total. */
interface OnTop {
  readonly shippingMinor?: number;
  readonly taxMinor?: number;
  readonly taxIncluded?: boolean;
}

/**
 * What the net eligible amount of an order is computed from, in whole minor units:
 *
 * goods = total − gift cards − memberships; eligible = goods − points tender − included tax, at least 0. After returns it is
 * eligible × max(0, goods × total − back) ÷ (goods × total), where back = returned goods × total + returned without lines ×
 * goods; 0 where goods are 0 or below. What comes on top of the total, shipping and tax, never counts.
 *
 * @param kept what is kept of the event that tells of the order
 */
export function saleInputs({ content, membershipSkus }: SaleState, kept: unknown): Inputs {
  const sumOf = (isOne: (line: SaleLine) => boolean) =>
    Number((content.lines ?? []).filter(isOne).reduce((sum, { amount }) => sum + amount, 0n));
  const { shippingMinor, taxMinor, taxIncluded } = (kept ?? {}) as OnTop;
  return {
    totalMinor: Number(content.total),
    giftCardsMinor: sumOf(({ giftCard }) => giftCard),
    membershipsMinor: sumOf(({ giftCard, sku }) => !giftCard && membershipSkus.has(sku)),
    pointsTenderMinor: Number(content.pointsTender),
    taxIncludedMinor: Number(content.taxIncluded),
    ...(shippingMinor === undefined ? {} : { shippingOnTopMinor: shippingMinor }),
    ...(taxMinor === undefined || taxIncluded ? {} : { taxOnTopMinor: taxMinor }),
  };
}
