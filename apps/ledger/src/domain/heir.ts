import { compareInOrderOfThings } from '@perennial/contracts';

import type { MemberState, ReferralState } from './member-state.js';
import { compareTurns, type Place, type Turn } from './place.js';
import type { Persons } from './referral-graph.js';

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

/** All records of a person at a place: those that have become this one by then, itself included. */
function recordsAt(stateOf: StateOf, person: string, place: Place): readonly string[] {
  return recordsOf(stateOf, person).filter((record) => heirOf(stateOf, record, place) === person);
}

/** Who is who, for the graph of referrals. */
export function personsIn(stateOf: StateOf): Persons {
  return {
    personAt: (account, place) => heirOf(stateOf, account, place),
    recordsAt: (person, place) => recordsAt(stateOf, person, place),
  };
}

/**
 * Whether whoever the referee was at the referral's place had bought before it. What somebody bought after a merge is a
 * purchase of the record merged into, so each record's own first purchase says enough.
 */
export function hadBought(stateOf: StateOf, { referee, ...place }: Place & { readonly referee: string }): boolean {
  const person = heirOf(stateOf, referee, place);
  return recordsAt(stateOf, person, place).some((record) => {
    const first = stateOf(record)?.firstPurchase;
    return first !== undefined && compareInOrderOfThings(first, place) < 0;
  });
}

/** What became of a referral of a referee, whoever that record has become. */
export function referralIn(stateOf: StateOf, referee: string, referralId: string): ReferralState | undefined {
  return stateOf(heirOf(stateOf, referee))?.referrals?.find((referral) => referral.referralId === referralId);
}
