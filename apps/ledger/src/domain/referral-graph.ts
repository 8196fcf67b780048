import { compareInOrderOfThings } from '@perennial/contracts';

import type { Place, Turn } from './place.js';

/** Why a referral was not accepted. Shown to support and members; never renamed. */
export type RefusalReason = 'self-referral' | 'existing-customer' | 'already-referred' | 'referral-cycle';

/** One referral event: `referrer` brought `referee` (accounts). */
export interface Referral extends Place {
  readonly referralId: string;
  readonly referrer: string;
  readonly referee: string;
  /** Whether a purchase of whoever the referee was at the referral's place stands before it. */
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

/** Which records are one person at a place, by the merges before it. */
export interface Persons {
  readonly personAt: (account: string, place: Place) => string;
  readonly recordsAt: (person: string, place: Place) => readonly string[];
}

/** Nobody was merged. */
const eachAlone: Persons = { personAt: (account) => account, recordsAt: (person) => [person] };

/**
 * Judges a referral against the accepted ones before it in order of things, between the persons whose records it names.
 *
 * The first two reasons depend on nobody else's referrals and come first, so that a late referral changes the verdict
 * only of those it really competes with.
 */
function judge(referral: Referral, accepted: AcceptedByReferee, persons: Persons): Verdict {
  const [referrer, referee] = [referral.referrer, referral.referee].map((each) => persons.personAt(each, referral));
  if (referrer === undefined || referee === undefined || referrer === referee) return 'self-referral';
  if (referral.boughtBefore) return 'existing-customer';
  if (persons.recordsAt(referee, referral).some((record) => accepted.has(record))) return 'already-referred';
  if (isBroughtBy(referrer, referee, { place: referral, accepted, persons })) return 'referral-cycle';
  return 'accepted';
}

/** Whether one was brought by the other, or by somebody whom the other brought, over any number of steps. */
function isBroughtBy(
  person: string,
  other: string,
  known: { readonly place: Place; readonly accepted: AcceptedByReferee; readonly persons: Persons },
): boolean {
  const { place, accepted, persons } = known;
  const above = new Set([person]);
  for (const each of above) {
    if (each === other) return true;
    for (const record of persons.recordsAt(each, place)) {
      const brought = accepted.get(record);
      if (brought) above.add(persons.personAt(brought.referrer, place));
    }
  }
  return false;
}

/**
 * The accepted referrals from a member up: its own as referee, its referrer's, and so on. Among records that were merged it
 * may come round: they were other persons when one referral was judged than when the other was.
 */
export function wayUp(member: string, accepted: AcceptedByReferee): JudgedReferral[] {
  const way = new Set<JudgedReferral>();
  for (let above = accepted.get(member); above && !way.has(above); above = accepted.get(above.referrer)) way.add(above);
  return [...way];
}

/**
 * Judges all referrals of a connected part of the graph, in order of things. A pure function of the set: which of them
 * was known first makes no difference.
 */
export function judgeAll(referrals: readonly Referral[], persons = eachAlone): Map<Referral, Verdict> {
  const accepted = new Map<string, JudgedReferral>();
  const verdicts = new Map<Referral, Verdict>();
  for (const referral of [...referrals].sort(compareInOrderOfThings)) {
    const verdict = judge(referral, accepted, persons);
    if (verdict === 'accepted') accepted.set(referral.referee, { ...referral, verdict });
    verdicts.set(referral, verdict);
  }
  return verdicts;
}

/**
 * Judges one referral more, among members of whom none was merged, when that changes no other verdict; undefined when it
 * may, and the whole connected part has to be judged again.
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
  return judge(referral, accepted, eachAlone);
}
