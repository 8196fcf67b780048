import type { Fact } from './fact.js';
import { placeOf } from './place.js';
import type { JudgedReferral, Referral } from './referral-graph.js';

/** The facts of a referee that follow from an accepted referral. */
export function referredFact({ referee: account, referrer, referralId, ...place }: Referral): Fact {
  return { kind: 'referred', account, ...placeOf(place), referralId, referrer };
}

/** The facts of a referrer that follow from what the friend did. */
export function friendFacts({
  referrer: account,
  referralId,
  qualifiedBy,
  lostAt,
}: Pick<JudgedReferral, 'referrer' | 'referralId' | 'qualifiedBy' | 'lostAt'>): Fact[] {
  return [
    ...(qualifiedBy ? [{ kind: 'friend-qualified', account, ...placeOf(qualifiedBy), referralId } as const] : []),
    ...(lostAt ? [{ kind: 'friend-lost', account, ...placeOf(lostAt), turn: lostAt, referralId } as const] : []),
  ];
}

/**
 * The facts of a member that follow from the graph of referrals.
 *
 * @param asReferee, asReferrer the member's referrals on either side, accepted or not
 */
export function referralFactsOf(asReferee: readonly JudgedReferral[], asReferrer: readonly JudgedReferral[]): Fact[] {
  return [
    ...asReferee.filter(({ verdict }) => verdict === 'accepted').map(referredFact),
    ...asReferrer.flatMap(friendFacts),
  ];
}

/** All that a pool of members is folded from. @param referrals at least those of the members, on either side */
export function factsOfPool(
  pool: Iterable<string>,
  own: ReadonlyMap<string, readonly Fact[]>,
  referrals: readonly JudgedReferral[],
): Fact[] {
  return [...pool].flatMap((account) => [
    ...(own.get(account) ?? []),
    ...referralFactsOf(
      referrals.filter(({ referee }) => referee === account),
      referrals.filter(({ referrer }) => referrer === account),
    ),
  ]);
}
