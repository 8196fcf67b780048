import type { Envelope } from '@perennial/contracts';

import { recordsOf, referralIn } from '../heir.js';
import type { MemberState } from '../member-state.js';
import { compareTurns, isSamePlace, placeOf, type Turn } from '../place.js';
import { advance, refold } from './advance.js';
import { memberOf, referralsOfReferee, saveReferral, stateIn, type Draft } from './draft.js';

/**
 * Brings the referrers up to date after `referees` were folded: whoever's purchase now qualifies, no longer does, or is
 * another one, changes a fact of the referrer.
 */
export function carryToReferrers(draft: Draft, referees: Iterable<string>, cause: Envelope): void {
  const stale = new Map<string, { referralId: string; qualified?: Turn; late: boolean }[]>();
  for (const referee of withRecords(draft, referees)) {
    for (const referral of referralsOfReferee(draft, referee)) {
      const { referralId, referrer } = referral;
      const own =
        referral.verdict === 'accepted' ? referralIn((each) => stateIn(draft, each), referee, referralId) : undefined;
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

/** And every other record of theirs: a referral is known under the record that was named with it. */
function withRecords(draft: Draft, referees: Iterable<string>): Set<string> {
  const known = [...referees].filter((account) => draft.members.has(account));
  if (known.every((account) => isAlone(draft.members.get(account)?.state))) return new Set(known);
  const all = new Set(known.flatMap((account) => recordsOf((each) => stateIn(draft, each), account)));
  return new Set([...all].filter((account) => memberOf(draft, account)));
}

function isAlone(state: MemberState | undefined): boolean {
  return state?.mergedInto === undefined && state?.records === undefined;
}
