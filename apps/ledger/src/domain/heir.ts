import type { MemberState, ReferralState } from './member-state.js';
import { compareTurns, type Turn } from './place.js';

/** A customer record's state by its account; undefined where it is not known. */
export type StateOf = (account: string) => MemberState | undefined;

/**
 * Which record a record has become by merges: whose its facts are, its wallet and its referrals.
 *
 * @param turn by then: a merge is not yet one at its own turn; absent: now
 */
export function heirOf(stateOf: StateOf, account: string, turn?: Turn): string {
  const merged = stateOf(account)?.mergedInto;
  if (!merged || (turn && compareTurns(turn, merged.from) <= 0)) return account;
  return heirOf(stateOf, merged.account, turn);
}

/** A record and all it has become since, one after the other. */
export function heirsOf(stateOf: StateOf, account: string): readonly string[] {
  const merged = stateOf(account)?.mergedInto;
  return merged ? [account, ...heirsOf(stateOf, merged.account)] : [account];
}

/** Whether two records are one person's. */
export function areOne(stateOf: StateOf, a: string, b: string): boolean {
  return a === b || heirOf(stateOf, a) === heirOf(stateOf, b);
}

/** All records of the person whose record this is; the one they have become is the first. */
export function recordsOf(stateOf: StateOf, account: string): readonly string[] {
  const heir = heirOf(stateOf, account);
  return [heir, ...(stateOf(heir)?.records ?? [])];
}

/** What became of a referral of a referee, whoever that record has become. */
export function referralIn(stateOf: StateOf, referee: string, referralId: string): ReferralState | undefined {
  return stateOf(heirOf(stateOf, referee))?.referrals?.find((referral) => referral.referralId === referralId);
}
