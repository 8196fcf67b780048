import { compareInOrderOfThings, type Envelope } from '@perennial/contracts';

import { eventKey, isSamePlace, type Place } from '../place.js';
import { judgeAll, judgeNext, type JudgedReferral, type Referral } from '../referral-graph.js';
import { referredFact } from '../referral-facts.js';
import { advance, refold } from './advance.js';
import { carryToReferrers } from './carry.js';
import { referralsOfReferee, referralsOfReferrer, saveReferral, type Draft } from './draft.js';

/** Applies a new referral: judges it, and whatever other verdicts it changes, and corrects everybody concerned. */
export function applyReferral(draft: Draft, referral: Referral, cause: Envelope): void {
  if (!draft.snapshot.graphLocked) {
    draft.missing.graph = true;
    return;
  }
  const verdict = judgeNext(referral, referralsOfReferee(draft, referral.referee), draft.accepted);
  if (verdict === undefined) {
    const stale = judgeConnected(draft, referral.referee, [{ ...referral, verdict: 'already-referred' }]);
    for (const referee of stale) refold(draft, [referee], cause);
    carryToReferrers(draft, stale, cause);
    return;
  }
  saveReferral(draft, { ...referral, verdict });
  if (verdict !== 'accepted') return;
  advance(draft, referredFact(referral), cause);
  carryToReferrers(draft, [referral.referee], cause);
}

/**
 * Judges again what a changed first purchase decides: somebody who had already bought cannot be brought.
 *
 * @param firstPurchase the referee's first purchase, now
 * @returns the referees who gained or lost their accepted referral: they have to be folded again
 */
export function judgeByFirstPurchase(draft: Draft, referee: string, firstPurchase: Place | undefined): Set<string> {
  const changed = referralsOfReferee(draft, referee)
    .filter((referral) => referral.boughtBefore !== isBefore(firstPurchase, referral))
    .map((referral) => ({ ...referral, boughtBefore: !referral.boughtBefore }));
  return changed.length === 0 ? new Set() : judgeConnected(draft, referee, changed);
}

export function isBefore(firstPurchase: Place | undefined, referral: Place): boolean {
  return firstPurchase !== undefined && compareInOrderOfThings(firstPurchase, referral) < 0;
}

/** Judges all referrals connected with `account`, `changed` among them in their new form. */
function judgeConnected(draft: Draft, account: string, changed: readonly JudgedReferral[]): Set<string> {
  if (!draft.snapshot.graphLocked) draft.missing.graph = true;
  const ends = changed.flatMap(({ referrer, referee }) => [referrer, referee]);
  for (const end of [account, ...ends]) if (!draft.snapshot.connected.has(end)) draft.missing.connected.add(end);
  const before = new Map(draft.accepted);
  for (const referral of changed) saveReferral(draft, referral);
  const stale = new Set<string>();
  for (const [referral, verdict] of judgeAll(connectedWith(draft, account))) {
    const known = draft.byReferee.get(referral.referee)?.get(eventKey(referral));
    if (!known || known.verdict === verdict) continue;
    saveReferral(draft, { ...known, verdict });
  }
  for (const referee of new Set([...before.keys(), ...draft.accepted.keys()])) {
    if (!isSamePlace(before.get(referee), draft.accepted.get(referee))) stale.add(referee);
  }
  return stale;
}

/** Every referral that hangs together with the account's, in either direction and over any number of steps. */
function connectedWith(draft: Draft, account: string): Referral[] {
  const seen = new Set([account]);
  const found = new Set<Referral>();
  for (const member of seen) {
    for (const referral of [...referralsOfReferee(draft, member), ...referralsOfReferrer(draft, member)]) {
      found.add(referral);
      seen.add(referral.referrer).add(referral.referee);
    }
  }
  return [...found];
}
