import { compareInOrderOfThings } from '@perennial/contracts';

import type { Place, Turn } from './place.js';

/** Why a referral was not accepted. Shown to support and members; never renamed. */
export type RefusalReason = 'self-referral' | 'existing-customer' | 'already-referred' | 'referral-cycle';

/** One referral event: `referrer` brought `referee` (accounts). */
export interface Referral extends Place {
  readonly referralId: string;
  readonly referrer: string;
  readonly referee: string;
  /** Whether a purchase of the referee stands before the referral. */
  readonly boughtBefore: boolean;
}

export type Verdict = 'accepted' | RefusalReason;

export interface JudgedReferral extends Referral {
  readonly verdict: Verdict;
  /** The referee's qualifying purchase; only of accepted ones. */
  readonly qualifiedBy?: Place;
  /** When returns undid that purchase, for good. */
  readonly lostAt?: Turn;
}

/**
 * Who was referred by whom: at most one accepted referral per referee, so the accepted ones form trees, and the way up
 * from a member is a list.
 */
export type AcceptedByReferee = ReadonlyMap<string, JudgedReferral>;

/**
 * Judges a referral against the accepted ones before it in order of things.
 *
 * The first two reasons depend on nobody else's referrals and come first, so that a late referral changes the verdict
 * only of those it really competes with.
 */
function judge(referral: Referral, accepted: AcceptedByReferee): Verdict {
  if (referral.referrer === referral.referee) return 'self-referral';
  if (referral.boughtBefore) return 'existing-customer';
  if (accepted.has(referral.referee)) return 'already-referred';
  if (wayUp(referral.referrer, accepted).some((above) => above.referrer === referral.referee)) return 'referral-cycle';
  return 'accepted';
}

/** The accepted referrals from a member up: its own as referee, its referrer's, and so on. */
export function wayUp(member: string, accepted: AcceptedByReferee): JudgedReferral[] {
  const way: JudgedReferral[] = [];
  for (let above = accepted.get(member); above; above = accepted.get(above.referrer)) way.push(above);
  return way;
}

/**
 * Judges all referrals of a connected part of the graph, in order of things. A pure function of the set: which of them
 * was known first makes no difference.
 */
export function judgeAll(referrals: readonly Referral[]): Map<Referral, Verdict> {
  const accepted = new Map<string, JudgedReferral>();
  const verdicts = new Map<Referral, Verdict>();
  for (const referral of [...referrals].sort(compareInOrderOfThings)) {
    const verdict = judge(referral, accepted);
    if (verdict === 'accepted') accepted.set(referral.referee, { ...referral, verdict });
    verdicts.set(referral, verdict);
  }
  return verdicts;
}

/**
 * Judges one referral more when that changes no other verdict; undefined when it may, and the whole connected part has
 * to be judged again.
 *
 * Only a referral that would be accepted changes others, and the first it can change is a later one of the same referee,
 * or a later accepted one on the referrer's way up (whose circle it would close).
 *
 * @param ofReferee all other referrals of the same referee
 * @param accepted  at least the accepted referrals of the referee and on the referrer's way up
 */
export function judgeNext(
  referral: Referral,
  ofReferee: readonly Referral[],
  accepted: AcceptedByReferee,
): Verdict | undefined {
  const alone = referral.referrer === referral.referee || referral.boughtBefore;
  const competing = [...ofReferee, ...wayUp(referral.referrer, accepted)];
  if (!alone && competing.some((other) => compareInOrderOfThings(other, referral) > 0)) return undefined;
  return judge(referral, accepted);
}
