import { compareInOrderOfThings } from '@perennial/contracts';
import type { ProgrammeHistory } from '@perennial/programme';

import type { Fact } from '../fact.js';
import { referralIn } from '../heir.js';
import { placeOf } from '../place.js';
import { friendFacts, referredFact } from '../referral-facts.js';
import { judgeAll, type Referral } from '../referral-graph.js';
import type { World } from '../world.js';
import { fold } from './fold.js';

/** Everything that has a say in what a member had at an instant. */
export interface Past {
  /** Who is folded together: the member, and everybody whose wallet hangs together with this one. */
  readonly pool: ReadonlySet<string>;
  /** The pool of a referee. */
  readonly poolOf: (account: string) => readonly string[];
  /** Facts of everybody here, of whatever time. */
  readonly facts: ReadonlyMap<string, readonly Fact[]>;
  /** Every referral that hangs together with the pool's, over any number of steps. */
  readonly referrals: readonly Referral[];
}

/**
 * The pool as it was at an instant. What was cancelled, amended or referred later was not so yet; so verdicts on referrals,
 * and whose purchase qualified, are found anew from what had happened by then.
 */
export function foldAsOf(programmes: ProgrammeHistory, { pool, poolOf, facts, referrals }: Past, asOf: number): World {
  const until = (account: string) => (facts.get(account) ?? []).filter(({ at }) => at <= asOf);
  const edges = referrals
    .filter(({ at }) => at <= asOf)
    .map((edge) => ({ ...edge, boughtBefore: isBefore(firstPurchaseOf(until(edge.referee)), edge) }));
  const accepted = [...judgeAll(edges)].flatMap(([edge, verdict]) => (verdict === 'accepted' ? [edge] : []));
  const referredOf = (account: string) => accepted.filter(({ referee }) => referee === account).map(referredFact);
  const ofPool = accepted.filter(({ referrer }) => pool.has(referrer));
  const friends = new Set(ofPool.flatMap(({ referee }) => poolOf(referee)));
  const friendly = fold(
    programmes,
    [...friends].flatMap((each) => [...until(each), ...referredOf(each)]),
    asOf,
  );
  const own = [...pool].flatMap((account) => [...until(account), ...referredOf(account)]);
  const brought = ofPool.flatMap((edge) => {
    const state = referralIn((each) => friendly.members.get(each), edge.referee, edge.referralId);
    return friendFacts({ ...edge, qualifiedBy: state?.qualified?.by, lostAt: state?.lost });
  });
  return fold(programmes, [...own, ...brought], asOf);
}

/** The first purchase that was not cancelled; facts of one member. */
export function firstPurchaseOf(facts: readonly Fact[]): Fact | undefined {
  const cancelled = new Set(facts.flatMap((fact) => (fact.kind === 'cancellation' ? [fact.thing] : [])));
  const sales = facts.filter((fact) => fact.kind === 'sale' && !cancelled.has(fact.thing));
  const [first] = sales.sort(compareInOrderOfThings);
  return first;
}

function isBefore(purchase: Fact | undefined, referral: Referral): boolean {
  return purchase !== undefined && compareInOrderOfThings(purchase, referral) < 0;
}
