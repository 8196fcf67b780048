import type { Envelope } from '@perennial/contracts';

import { hadBought, personsIn, recordsOf } from '../heir.js';
import { eventKey, isSamePlace } from '../place.js';
import { judgeAll, judgeNext, wayUp, type JudgedReferral, type Referral } from '../referral-graph.js';
import { referredFact } from '../referral-facts.js';
import { advance, refold } from './advance.js';
import { carryToReferrers } from './carry.js';
import { memberOf, referralsOfReferee, referralsOfReferrer, saveReferral, stateIn, type Draft } from './draft.js';

/** Applies a new referral: judges it, and whatever other verdicts it changes, and corrects everybody concerned. */
export function applyReferral(draft: Draft, referral: Referral, cause: Envelope): void {
  if (!draft.snapshot.graphLocked) {
    draft.missing.graph = true;
    return;
  }
  const verdict = isAmongMerged(draft, referral)
    ? undefined
    : judgeNext(referral, referralsOfReferee(draft, referral.referee), draft.accepted);
  if (verdict === undefined) {
    const stale = judgeConnected(draft, [referral.referee], [{ ...referral, verdict: 'already-referred' }]);
    for (const referee of stale) refold(draft, [referee], cause);
    carryToReferrers(draft, stale, cause);
    return;
  }
  saveReferral(draft, { ...referral, verdict });
  if (verdict !== 'accepted') return;
  advance(draft, referredFact(referral), cause);
  carryToReferrers(draft, [referral.referee], cause);
}

/** Whether records of the referee, the referrer or somebody on the referrer's way up were merged. */
function isAmongMerged(draft: Draft, { referee, referrer }: Referral): boolean {
  const way = wayUp(referrer, draft.accepted).map((above) => above.referrer);
  const states = [referee, referrer, ...way].map((account) => stateIn(draft, account));
  return states.some((state) => state?.mergedInto !== undefined || state?.records !== undefined);
}

/**
 * Judges again what the purchases of an account, as it is folded now, decide: somebody who had already bought cannot be
 * brought.
 *
 * @returns the referees who gained or lost their accepted referral: they have to be folded again
 */
export function judgeByPurchases(draft: Draft, account: string): Set<string> {
  const records = recordsOf((each) => stateIn(draft, each), account);
  const changed = withPurchases(draft, records).filter(([known, now]) => known.boughtBefore !== now.boughtBefore);
  if (changed.length === 0) return new Set();
  return judgeConnected(
    draft,
    records,
    changed.map(([, now]) => now),
  );
}

/** Judges again what a merge decides: from its place on, records that were two are one person. */
export function judgeByMerge(draft: Draft, account: string): Set<string> {
  const records = recordsOf((each) => stateIn(draft, each), account);
  const asReferee = withPurchases(draft, records).map(([, now]) => now);
  const asReferrer = records.flatMap((record) => referralsOfReferrer(draft, record));
  if (asReferee.length + asReferrer.length === 0) return new Set();
  return judgeConnected(draft, records, asReferee);
}

/** The referrals of these referees as they are known, and as their purchases have them now. */
function withPurchases(draft: Draft, referees: readonly string[]): (readonly [JudgedReferral, JudgedReferral])[] {
  return referees
    .filter((referee) => memberOf(draft, referee))
    .flatMap((referee) => referralsOfReferee(draft, referee))
    .map((known) => [known, { ...known, boughtBefore: hadBought((each) => stateIn(draft, each), known) }]);
}

/** Judges all referrals connected with the accounts, `changed` among them in their new form. */
function judgeConnected(draft: Draft, accounts: readonly string[], changed: readonly JudgedReferral[]): Set<string> {
  if (!draft.snapshot.graphLocked) draft.missing.graph = true;
  const before = new Map(draft.accepted);
  for (const referral of changed) saveReferral(draft, referral);
  const ends = changed.flatMap(({ referrer, referee }) => [referrer, referee]);
  const persons = personsIn((account) => stateIn(draft, account));
  const stale = new Set<string>();
  for (const [referral, verdict] of judgeAll(connectedWith(draft, [...accounts, ...ends]), persons)) {
    const known = draft.byReferee.get(referral.referee)?.get(eventKey(referral));
    if (!known || known.verdict === verdict) continue;
    saveReferral(draft, { ...known, verdict });
  }
  for (const referee of new Set([...before.keys(), ...draft.accepted.keys()])) {
    if (!isSamePlace(before.get(referee), draft.accepted.get(referee))) stale.add(referee);
  }
  return stale;
}

/** Every referral that hangs together with the accounts', in either direction, over any number of steps and of merges. */
function connectedWith(draft: Draft, accounts: readonly string[]): Referral[] {
  const seen = new Set<string>();
  const found = new Set<Referral>();
  const add = (account: string) => {
    for (const record of recordsOf((each) => stateIn(draft, each), account)) {
      if (seen.has(record)) continue;
      seen.add(record);
      // Where a merge led here, what hangs together with the record is another part of the graph.
      if (record !== account || accounts.includes(account)) needConnected(draft, record);
    }
  };
  for (const account of accounts) add(account);
  for (const member of seen) {
    for (const referral of [...referralsOfReferee(draft, member), ...referralsOfReferrer(draft, member)]) {
      found.add(referral);
      add(referral.referrer);
      add(referral.referee);
    }
  }
  return [...found];
}

function needConnected(draft: Draft, account: string): void {
  if (!draft.snapshot.connected.has(account)) draft.missing.connected.add(account);
}
