import type { Envelope } from '@perennial/contracts';

import type { ReferralState } from '../member-state.js';
import { compareTurns, isSamePlace, placeOf, type Turn } from '../place.js';
import { advance, refold } from './advance.js';
import { memberOf, referralsOfReferee, saveReferral, type Draft } from './draft.js';

/**
 * Brings the referrers up to date after `referees` were folded: whoever's purchase now qualifies, no longer does, or is
 * another one, changes a fact of the referrer.
 */
export function carryToReferrers(draft: Draft, referees: Iterable<string>, cause: Envelope): void {
  const stale = new Map<string, { referralId: string; qualified?: Turn; late: boolean }[]>();
  for (const referee of withMerged(draft, referees)) {
    for (const referral of referralsOfReferee(draft, referee)) {
      const { referralId, referrer } = referral;
      const own = referral.verdict === 'accepted' ? stateOfReferral(draft, referee, referralId) : undefined;
      const qualifiedBy = own?.qualified?.by;
      const lostAt = own?.lost;
      const sameLoss =
        lostAt && referral.lostAt ? compareTurns(lostAt, referral.lostAt) === 0 : lostAt === referral.lostAt;
      if (isSamePlace(referral.qualifiedBy, qualifiedBy) && sameLoss) continue;
      const late = referral.qualifiedBy !== undefined || lostAt !== undefined;
      const change = qualifiedBy ? { referralId, qualified: qualifiedBy, late } : { referralId, late: true };
      stale.set(referrer, [...(stale.get(referrer) ?? []), change]);
      const { qualifiedBy: _before, lostAt: _lost, ...rest } = referral;
      saveReferral(draft, { ...rest, ...(qualifiedBy ? { qualifiedBy } : {}), ...(lostAt ? { lostAt } : {}) });
    }
  }
  for (const [account, changes] of stale) {
    const [only, ...more] = changes;
    if (only?.qualified && !only.late && more.length === 0) {
      const { referralId } = only;
      advance(draft, { kind: 'friend-qualified', account, ...placeOf(only.qualified), referralId }, cause);
    } else refold(draft, [account], cause);
  }
}

/** And whoever was merged into one of them: a referral that came with a merge is still known under that one. */
function withMerged(draft: Draft, referees: Iterable<string>): Set<string> {
  const all = new Set([...referees].filter((account) => draft.members.has(account)));
  for (const account of all) {
    const member = memberOf(draft, account);
    if (!member) continue;
    const { referral, mergedInto } = member.state;
    const own = referralsOfReferee(draft, account).some(({ referralId }) => referralId === referral?.referralId);
    if (own || (!referral && !mergedInto)) continue;
    for (const other of member.linked)
      if (memberOf(draft, other)?.state.mergedInto?.account === account) all.add(other);
  }
  return all;
}

/** What became of a referral: known to the referee, or to the one this was merged into. */
function stateOfReferral(draft: Draft, account: string, referralId: string): ReferralState | undefined {
  const state = memberOf(draft, account)?.state;
  if (!state || state.referral?.referralId === referralId) return state?.referral;
  return state.mergedInto && stateOfReferral(draft, state.mergedInto.account, referralId);
}
