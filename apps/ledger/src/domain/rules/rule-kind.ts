import type { EarnRule } from '@perennial/programme';

import type { Fact, Thing } from '../fact.js';
import type { SaleAmounts } from '../sale.js';
import type { AmountFormula } from '../world.js';

/** Why a rule did not pay. Shown to support and members; never renamed. */
export type SkipReason =
  | 'currency-not-in-programme'
  | 'amount-too-small'
  | 'condition-not-met'
  | 'counted-already'
  | 'limit-reached'
  | 'no-goods'
  | 'no-proof'
  | 'not-a-partner'
  | 'not-reached-yet'
  | 'not-verified'
  | 'paid-with-points'
  | 'proof-already-paid'
  | 'reached-already'
  | 'referral-not-paid'
  | 'review-not-paid'
  | 'sku-already-paid';

/** What the number was computed from, for `explain`: whoever has it can compute the number again. */
export type Inputs = Readonly<Record<string, string | number | boolean | null>>;

/** What a rule made of one fact. An award is known by rule and thing for ever. */
export type Outcome =
  | {
      readonly result: 'awarded';
      readonly rule: string;
      readonly thing: Thing;
      readonly points: bigint;
      readonly inputs: Inputs;
      /** Of an award for an amount: how it is computed again when goods come back. */
      readonly formula?: AmountFormula;
      readonly pendingDays?: number | undefined;
      readonly partnerId?: string | undefined;
    }
  | {
      readonly result: 'taken-back';
      readonly rule: string;
      readonly thing: Thing;
      readonly points: bigint;
      readonly inputs: Inputs;
    }
  | {
      readonly result: 'skipped';
      readonly rule: string;
      readonly thing: Thing;
      readonly reason: SkipReason;
      readonly inputs: Inputs;
      /** Of an award for an amount that limits left nothing of: its base points count for tiers all the same. */
      readonly formula?: AmountFormula;
    };

/** What a fact did to a wallet apart from awards, for `explain`. */
export interface Moved {
  /**
   * given-back: what was spent, or had expired. moved-in, moved-out: with everything else of a wallet, as two became one.
   * reserved: held within the wallet.
   */
  readonly result: 'given-back' | 'moved-in' | 'moved-out' | 'redeemed' | 'reserved';
  readonly rule: string;
  readonly thing: Thing;
  readonly points: bigint;
  readonly inputs: Inputs;
}

export interface Decided<Memory> {
  readonly outcomes: readonly Outcome[];
  /** What the rule remembers from now on; absent: what it remembered before. An outcome that is remembered asks for its condition. */
  readonly memory?: Memory;
}

export interface RuleContext<Rule> {
  /** The rule as the programme's document has it. */
  readonly rule: Rule;
  /** The programme's time zone: of all calendar days and months. */
  readonly timeZone: string;
  /** Net eligible amount and tier of a sale. */
  readonly sale?: SaleContext | undefined;
  readonly referral?: { readonly referralId: string } | undefined;
  /** Of a review that is taken back, or a friend who is lost: what was paid for it. */
  readonly paid?: bigint | undefined;
}

export interface SaleContext {
  readonly eligible: { readonly numerator: bigint; readonly denominator: bigint };
  readonly amounts: SaleAmounts;
  readonly multiplierPercent: number;
  readonly tier: string;
}

/** One kind of earn rule: what it makes of a member's next fact, given what it remembers. Touches nothing. */
export interface RuleKind<Rule extends EarnRule, Memory = undefined> {
  readonly kind: Rule['kind'];
  decide(fact: Fact, memory: Memory | undefined, context: RuleContext<Rule>): Decided<Memory>;
}

/** A fact that is none of the rule's business. */
export const unconcerned: Decided<never> = { outcomes: [] };
