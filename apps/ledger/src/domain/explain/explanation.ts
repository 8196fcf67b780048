import type { Thing } from '../fact.js';
import type { Lot } from '../lot.js';
import type { Place } from '../place.js';
import type { RefusalReason } from '../referral-graph.js';
import type { Inputs, SkipReason } from '../rules/rule-kind.js';

/** Why an event, or a rule for it, came to nothing although no rule was asked. Shown to support and members; never renamed. */
export type NothingReason =
  /** It does not count, because its order was cancelled. */
  | 'order-cancelled'
  /** Another revision of the order has a higher number. */
  | 'superseded'
  /** What is left of the order is worth what was awarded. */
  | 'award-unchanged'
  /** No points of the order waited for its delivery. */
  | 'nothing-pending'
  /** No rule of the programme is about what happened. */
  | 'no-rule'
  /** Nothing in it is about points. */
  | 'nothing-for-points'
  /** The referral stands; the friend's first large enough purchase brings the points. */
  | 'waits-for-purchase'
  /** The referral's points were given for the friend's purchase, which is another event. */
  | 'paid-with-purchase'
  /** The referral's points were taken back when the friend's purchase was returned. */
  | 'lost-by-return'
  /** The two customers of the merge were one by then: a circle of merges is none. */
  | 'merge-cycle';

/** What one rule made of an event. */
export interface RuleExplained {
  readonly rule: string;
  /** What the points are for. */
  readonly thing: Thing;
  readonly result: 'awarded' | 'skipped' | 'taken-back';
  readonly points?: bigint;
  readonly reason?: SkipReason | RefusalReason | NothingReason;
  /** What the number was computed from, or what was looked at. */
  readonly inputs: Inputs;
}

/** What an event drew from one lot, and put into it, apart from what it awards. */
export interface LotDrawn {
  readonly rule: string;
  readonly thing: Thing;
  readonly earned: Place;
  /** False: of somebody the member redeems together with. */
  readonly own: boolean;
  readonly taken: bigint;
  readonly putIn: bigint;
}

/** Why another event had a say in what this one earned. Shown to support; never renamed. */
export type CorrectionReason =
  /** Another revision of the order. */
  | 'amended'
  /** The order was cancelled. */
  | 'cancelled'
  /** Something of the order came back. */
  | 'returned'
  /** What it was given for was undone elsewhere: a review taken down, a friend's purchase, another step of an achievement. */
  | 'undone'
  /** Something that bears on it, and that was not known when it was booked. */
  | 'known-later';

/** What another event changed of what this one earned, for one rule and thing. */
export interface Correction extends Pick<Place, 'source' | 'id'> {
  readonly why: CorrectionReason;
  readonly rule: string;
  readonly thing: Thing;
  /** Booked because of it. Signed: into the wallet. */
  readonly booked: bigint;
  /** When it was booked, in milliseconds since 1970; absent: nothing was. */
  readonly bookedAt?: number;
  /** What it takes back, as all facts known now make it; absent: the rules reckon with it. */
  readonly takenBack?: Pick<RuleExplained, 'points' | 'inputs'>;
}

/** What became of an accepted event for one member, as the facts stand now. */
export interface Explanation {
  readonly outcome: 'applied' | 'no-effect';
  /** Why it came to nothing. */
  readonly reason?: string;
  readonly rules: readonly RuleExplained[];
  /** Of the version that decided. */
  readonly programmeVersion: number;
  /** In the order in which they were drawn from. What no lot covered became debt. */
  readonly drawn: readonly LotDrawn[];
  /** Points in the wallet of what the event is about, and lots it drew from; those that are gone too. */
  readonly lots: readonly (Lot & { readonly goneAt: number })[];
}

/** What became of it since. */
export interface ChangedSince {
  /**
   * What the rules made of it as all was known when it was booked, with what was taken back of it by then: where what they
   * make of it now does not say, and it can be told. It comes to what was booked up to then, for the event and for others.
   */
  readonly atFirst?: readonly RuleExplained[];
  /**
   * In the order they were booked. What is awarded now, less what they take back, is what was booked for the event and
   * for them.
   */
  readonly corrections: readonly Correction[];
}

/** An award or a correction that names the event as its cause. */
export interface CausedTransfer {
  readonly rule: string;
  readonly thing: Thing;
  readonly kind: string;
  /** Signed: into the wallet. */
  readonly points: bigint;
}

/** A transfer about the same thing that another event caused. */
export interface RelatedTransfer extends CausedTransfer {
  readonly cause: Pick<Place, 'source' | 'id'>;
  /** In milliseconds since 1970. */
  readonly bookedAt: number;
}
