import { AmountMinor, Currency, CustomerId, OrderId, Sku, Word } from '@perennial/contracts';
import { z } from 'zod';

import type { CheckoutOrder } from './checkout.js';
import { CODE_REASONS, type JudgedCode } from './domain/judge-codes.js';

const Line = z.object({
  sku: Sku,
  category: Word.optional(),
  quantity: z.int().min(1),
  unitPriceMinor: AmountMinor.describe('Price of one, before discounts.'),
  discountMinor: AmountMinor.optional().describe("The line's own discount, for all pieces, without that of codes."),
  giftCard: z.boolean().optional().describe('A gift card is money: no code takes anything off it.'),
});

/** An order as a checkout knows it, with whatever else the lines of `commerce.purchase` have. */
export const OrderBody = z.object({
  orderId: OrderId.describe(
    'What the purchase will be named: a code is used once on an order, however often it is asked.',
  ),
  customerId: CustomerId.optional().describe('Absent: a guest, who can use codes that are bound to nobody.'),
  currency: Currency,
  totalMinor: AmountMinor.describe('Paid for goods without the codes, before shipping; no discount is above it.'),
  shippingMinor: AmountMinor.optional().describe(
    'What shipping costs: free shipping takes it off, and is worth so much beside other codes. Without it, one with a most takes nothing off.',
  ),
  lines: z.array(Line).max(1_000).optional().describe('Without them, codes for some goods only take nothing off.'),
});

export function orderOf(body: z.output<typeof OrderBody>): CheckoutOrder {
  const { orderId, customerId, currency, totalMinor, shippingMinor = 0, lines } = body;
  return {
    orderId,
    customerId,
    basket: {
      currency,
      totalMinor: BigInt(totalMinor),
      shippingMinor: BigInt(shippingMinor),
      ...(lines && lines.length > 0 && { lines: lines.filter(({ giftCard }) => !giftCard).map(lineOf) }),
    },
  };
}

function lineOf({ sku, category, quantity, unitPriceMinor, discountMinor = 0 }: z.output<typeof Line>) {
  const amountMinor = BigInt(quantity) * BigInt(unitPriceMinor) - BigInt(discountMinor);
  return { sku, category, amountMinor: amountMinor > 0n ? amountMinor : 0n };
}

/** What becomes of one code. */
export const CodeAnswer = z.object({
  valid: z.boolean(),
  discountMinor: AmountMinor.describe('What it takes off the goods; 0 where it is not valid.'),
  freeShipping: z.literal(true).optional().describe('It pays for the shipping.'),
  shippingMinor: AmountMinor.optional().describe('What it takes off the shipping that was told; else not there.'),
  reason: z.enum(CODE_REASONS).optional().describe('Why it is not valid; see docs/errors.md.'),
});

export function codeAnswerOf({
  refusal,
  discountMinor,
  shippingMinor,
  freeShipping,
}: JudgedCode): z.output<typeof CodeAnswer> {
  return {
    valid: refusal === undefined,
    discountMinor: Number(discountMinor),
    ...(freeShipping && { freeShipping }),
    ...(shippingMinor > 0n && { shippingMinor: Number(shippingMinor) }),
    ...(refusal !== undefined && { reason: refusal }),
  };
}

/** More than anybody has; every combination of them is tried. */
const CODES_MOST = 6;

export const CodesBody = z.object({
  codes: z.array(z.string().max(255)).min(1).max(CODES_MOST).describe('As they were typed.'),
  order: OrderBody,
});

/** What becomes of several, in the order in which they were named. */
export const CodesAnswer = z.object({
  valid: z.boolean().describe('All of them can be used on the order together.'),
  discountMinor: AmountMinor.describe('What the valid ones take off the goods together.'),
  codes: z.array(CodeAnswer).describe('One for each, in the order given. The codes themselves are not repeated.'),
});

export function codesAnswerOf(judged: readonly JudgedCode[]): z.output<typeof CodesAnswer> {
  return {
    valid: judged.every(({ refusal }) => refusal === undefined),
    discountMinor: Number(judged.reduce((sum, { discountMinor }) => sum + discountMinor, 0n)),
    codes: judged.map(codeAnswerOf),
  };
}

/** The same of codes that were to be redeemed, all of them or none. */
export function redeemedAnswerOf(judged: readonly JudgedCode[]): z.output<typeof CodesAnswer> {
  const answer = codesAnswerOf(judged);
  return answer.valid ? answer : { ...answer, discountMinor: 0 };
}
