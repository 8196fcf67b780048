/** What a code gives: a share of what it may be used on, an amount, or the order's shipping. */
export type CodeValue =
  | {
      /** Percent off, above 0 and at most 100; as exact as 4 decimals. */
      readonly percent: number;
      /** The most it takes off, in minor units above 0, of orders in the currency alone. Absent: no bound. */
      readonly atMost?: { readonly amountMinor: number; readonly currency: string } | undefined;
    }
  | { /** Minor units of the currency, above 0. */ readonly amountMinor: number; readonly currency: string }
  | {
      readonly freeShipping: true;
      /** The most it takes off the shipping, of orders in the currency alone. Absent: all of it. */
      readonly atMost?: { readonly amountMinor: number; readonly currency: string } | undefined;
    };

/** What a code may be used on: lines of one of the categories, and lines of one of the skus. */
export interface CodeScope {
  readonly categories?: readonly string[] | undefined;
  readonly skus?: readonly string[] | undefined;
}

/** The one currency in which a code takes something off; undefined: any. */
export function currencyOfValue(value: CodeValue): string | undefined {
  return 'currency' in value ? value.currency : value.atMost?.currency;
}

/** Stands with no other code. Any other word is a class, of which an order may have one code. */
export const EXCLUSIVE = 'exclusive';

/** What was promised with a code. Nothing of it changes later. */
export interface CodeTerms {
  readonly value: CodeValue;
  /** Absent: everything. */
  readonly scope?: CodeScope | undefined;
  /** `exclusive`, or the class it belongs to. */
  readonly stacking: string;
  /** Inclusive. */
  readonly validFrom: Date;
  /** Exclusive: not valid at this instant any more. Absent: no end. */
  readonly validTo?: Date | undefined;
  /** How many orders it can be used on. */
  readonly usesMax: number;
}

/** An offer that is used with a code. */
export interface CodedOffer extends Omit<CodeTerms, 'usesMax'> {
  readonly offerId: string;
  readonly customerId: string;
  readonly campaignId: string;
  readonly programmeVersion: number;
}

/** A code with what it may do and how often it did. */
export interface IssuedCode extends CodeTerms {
  /** The keyed digest it is looked up by. */
  readonly digest: string;
  /** Of an offer or a reward its id, of a block's codes the block's. */
  readonly couponId: string;
  readonly origin: 'offer' | 'reward' | 'block';
  /** The customer record it was issued to. Absent: anybody may use it. */
  readonly customerId?: string | undefined;
  /** The record that this customer is one person with. */
  readonly personId?: string | undefined;
  /** The campaign, the reward or the block. */
  readonly rule: string;
  readonly programmeVersion?: number | undefined;
  /** From when on nobody can use it any more, inclusive: what it was given for was taken back. */
  readonly voidedAt?: Date | undefined;
  /** Orders it is used on now. */
  readonly uses: number;
}

/** One order that a code was used on. */
export interface CodeUse {
  readonly orderId: string;
  readonly digest: string;
  readonly discountMinor: bigint;
  /** What it took off the shipping. */
  readonly shippingMinor: bigint;
  readonly currency: string;
  /** Who said so: the checkout that redeemed it, or only the purchase that named it. */
  readonly toldBy: 'checkout' | 'purchase';
  readonly usedAt: Date;
  /** The order was undone: the code can be used again. */
  readonly isReversed: boolean;
}
