import { compareInOrderOfThings, type Envelope } from '@perennial/contracts';

import {
  historyOf,
  memberOf,
  referralsOfReferee,
  referralsOfReferrer,
  saveMember,
  saveReferral,
  type Draft,
} from './draft.js';
import { awardKey, awardsIn, fold, step, type Award } from './fold.js';
import type { MemberFact } from './member-fact.js';
import { isSamePlace, placeOf, type Place } from './place.js';
import { post } from './post.js';
import type { JudgedReferral } from './referral-graph.js';
import type { Member, PostedAward } from './snapshot.js';

/**
 * Applies a fact that the member's history does not have yet. The newest fact is one step on the stored state; a late
 * one has the member folded again, and what differs from what was posted is posted as corrections.
 */
export function advance(draft: Draft, account: string, fact: MemberFact, cause: Envelope): void {
  const member = memberOf(draft, account);
  if (!member) return;
  if (member.state.last && compareInOrderOfThings(fact, member.state.last) <= 0) return refold(draft, account, cause);
  const { state, outcomes } = step(draft.snapshot.programme, member.state, fact);
  postDifferences(draft, { ...member, state }, differences(awardsIn(outcomes), new Map()), cause);
}

/** Folds a member from the first fact on and posts the difference to what was posted, award by award. */
export function refold(draft: Draft, account: string, cause: Envelope): void {
  const member = memberOf(draft, account);
  const history = historyOf(draft, account);
  if (!member || !history) return;
  const { state, awards } = fold(draft.snapshot.programme, [...history.facts, ...referralFacts(draft, account)]);
  postDifferences(draft, { ...member, state }, differences(awards, history.posted), cause);
}

interface Difference {
  readonly award: Award;
  readonly points: bigint;
}

function postDifferences(draft: Draft, member: Member, changes: readonly Difference[], cause: Envelope): void {
  const posted = draft.histories.get(member.account)?.posted;
  let current = member;
  saveMember(draft, current);
  for (const { award, points } of changes) {
    const { rule, fact } = award;
    const takenBack = points < 0n && isSamePlace(award.takenBackBy, cause);
    current = post(draft, current, {
      kind: points > 0n ? 'accrual' : takenBack ? 'clawback' : 'correction',
      rule,
      fact,
      points: points > 0n ? points : -points,
      occurredAt: takenBack ? Math.max(fact.at, cause.at) : fact.at,
      cause,
    });
    // A loaded history stays in step, for later events of the same chunk.
    const key = awardKey(award);
    posted?.set(key, { rule, fact, points: (posted.get(key)?.points ?? 0n) + points });
  }
}

/** In order of things, then by name of the rule: the numbers given to transfers do not depend on the order of a map. */
function differences(awards: ReadonlyMap<string, Award>, posted: ReadonlyMap<string, PostedAward>): Difference[] {
  const gone = [...posted]
    .filter(([key]) => !awards.has(key))
    .map(([, { rule, fact }]): Award => ({ rule, fact, points: 0n }));
  return [...awards.values(), ...gone]
    .map((award) => ({ award, points: award.points - (posted.get(awardKey(award))?.points ?? 0n) }))
    .filter(({ points }) => points !== 0n)
    .sort(
      (a, b) => compareInOrderOfThings(a.award.fact, b.award.fact) || a.award.rule.localeCompare(b.award.rule, 'en'),
    );
}

/** The facts of a member that follow from the graph of referrals. */
function referralFacts(draft: Draft, account: string): MemberFact[] {
  return referralFactsOf(referralsOfReferee(draft, account), referralsOfReferrer(draft, account));
}

/** @param asReferee, asReferrer the member's referrals on either side, accepted or not */
export function referralFactsOf(
  asReferee: readonly JudgedReferral[],
  asReferrer: readonly JudgedReferral[],
): MemberFact[] {
  return [
    ...asReferee
      .filter(({ verdict }) => verdict === 'accepted')
      .map((referral): MemberFact => ({ kind: 'referred', ...placeOf(referral) })),
    ...asReferrer.flatMap(({ qualifiedBy }): MemberFact[] =>
      qualifiedBy ? [{ kind: 'friend-qualified', ...placeOf(qualifiedBy) }] : [],
    ),
  ];
}

/**
 * Brings the referrers up to date after `referees` were folded: whoever's purchase now qualifies, no longer does, or is
 * another one, changes a fact of the referrer.
 */
export function carryToReferrers(draft: Draft, referees: Iterable<string>, cause: Envelope): void {
  const changes = new Map<string, { lost: boolean; found: Place[] }>();
  for (const referee of referees) {
    const member = draft.members.get(referee);
    if (!member) continue;
    for (const referral of referralsOfReferee(draft, referee)) {
      const qualifiedBy = referral.verdict === 'accepted' ? member.state.referral?.qualifiedBy : undefined;
      if (isSamePlace(referral.qualifiedBy, qualifiedBy)) continue;
      const change = changes.get(referral.referrer) ?? { lost: false, found: [] };
      if (referral.qualifiedBy) change.lost = true;
      if (qualifiedBy) change.found.push(qualifiedBy);
      changes.set(referral.referrer, change);
      const { qualifiedBy: _before, ...rest } = referral;
      saveReferral(draft, qualifiedBy ? { ...rest, qualifiedBy } : rest);
    }
  }
  for (const [referrer, { lost, found }] of changes) {
    const [only, ...more] = found;
    if (only && !lost && more.length === 0)
      advance(draft, referrer, { kind: 'friend-qualified', ...placeOf(only) }, cause);
    else refold(draft, referrer, cause);
  }
}
