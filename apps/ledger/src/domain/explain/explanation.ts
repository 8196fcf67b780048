import type { Thing } from '../fact.js';
import type { Lot } from '../lot.js';
import type { Place } from '../place.js';
import type { RefusalReason } from '../referral-graph.js';
import type { Inputs, Moved, SkipReason } from '../rules/rule-kind.js';

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

/** What one rule made of an event, or what else the event did. */
export interface RuleExplained {
  readonly rule: string;
  /** What the points are for. */
  readonly thing: Thing;
  readonly result: 'awarded' | 'skipped' | 'taken-back' | Moved['result'];
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
  /** Whose lot it is. */
  readonly account: string;
  /** For whom. */
  readonly by: string;
  /** False: of somebody the member redeems together with. */
  readonly own: boolean;
  /** When it was to be gone, as things stood then: milliseconds since 1970; Infinity: never. */
  readonly goneAt: number;
  /** What was in it before the first draw of the event; of one that it only put into, absent. */
  readonly had?: bigint;
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
  /** The same award was booked for one event and is brought by the other now. */
  | 'moved'
  /** Something that bears on it, and that was not known when it was booked. */
  | 'known-later';

/** What another event changed of what this one earned, for one rule and thing. */
export interface Correction extends Pick<Place, 'source' | 'id'> {
  readonly why: CorrectionReason;
  readonly rule: string;
  readonly thing: Thing;
  /** Booked because of it. Signed: into the wallet. Of what was `moved` to it: what was booked before and counts for it. */
  readonly booked: bigint;
  /** When it was booked, in milliseconds since 1970; absent: nothing was. */
  readonly bookedAt?: number;
  /** What it takes back, as all facts known now make it; absent: the rules reckon with it. */
  readonly takenBack?: Pick<RuleExplained, 'points' | 'inputs'>;
  /** Whose wallet it takes that from. */
  readonly takenFrom?: string;
}

/** What became of an accepted event for one member, as the facts stand now. */
export interface Explanation {
  readonly outcome: 'applied' | 'no-effect';
  /** Whose wallet it is about: of a record that was merged before the event, the one it had become. */
  readonly account: string;
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

/** What an event changed of what its own lines do not tell of, for one rule and thing. */
export interface Changed {
  readonly rule: string;
  readonly thing: Thing;
  /** Because of it. Signed: into the wallet. */
  readonly booked: bigint;
  /** Because of other events of the same transaction; signed. */
  readonly bookedBesides: bigint;
  /**
   * What it came to as all was known before that transaction and with it; the difference is what was booked. As of the newest
   * fact known then; of a reservation that was over by then, as of the last instant at which it was not. Absent where nothing
   * tells any more.
   */
  readonly before?: CameTo;
  readonly after?: CameTo;
}

/** What everything known made of one rule and thing. */
export interface CameTo {
  /** Signed: into the wallet. */
  readonly points: bigint;
  /** Each of the event that it is of. */
  readonly lines: readonly (RuleExplained & Pick<Place, 'source' | 'id'>)[];
}

/** What became of it since, and what it changed. */
export interface ChangedSince {
  /**
   * What the rules made of it as all was known when it was booked, with what was taken back of it by then: where what they
   * make of it now does not say, and it can be told. It comes to what was booked up to then, for the event and for others.
   */
  readonly atFirst?: readonly RuleExplained[];
  /** What the event changed of what others had earned, or of what had been spent or moved: in the order it was booked. */
  readonly changed: readonly Changed[];
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
  /** Transfers of one transaction have the same. */
  readonly bookingId: string;
  /** In milliseconds since 1970. */
  readonly bookedAt: number;
}

/** A transfer about the same thing that another event caused. */
export interface RelatedTransfer extends CausedTransfer {
  readonly account: string;
  readonly cause: Pick<Place, 'source' | 'id'>;
  /** When what it is of happened, in milliseconds since 1970. */
  readonly occurredAt: number;
}
