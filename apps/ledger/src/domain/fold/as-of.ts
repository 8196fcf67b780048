import { compareInOrderOfThings } from '@perennial/contracts';
import type { ProgrammeHistory } from '@perennial/programme';

import type { Fact } from '../fact.js';
import { placeOf } from '../place.js';
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
  const referred = ({ referee: account, referralId, ...place }: Referral): Fact => ({
    ...{ kind: 'referred', account, ...placeOf(place), referralId },
  });
  const own = [...pool].flatMap((account) => [
    ...until(account),
    ...accepted.filter(({ referee }) => referee === account).map(referred),
    ...accepted.filter(({ referrer }) => referrer === account).flatMap((edge) => friendFacts(edge)),
  ]);
  return fold(programmes, own, asOf);

  function friendFacts(edge: Referral): Fact[] {
    const { referrer: account, referee, referralId } = edge;
    const friends = poolOf(referee);
    const theirs = friends.flatMap((each) => [
      ...until(each),
      ...accepted.filter((other) => other.referee === each).map(referred),
    ]);
    const state = fold(programmes, theirs, asOf).members.get(referee)?.referral;
    if (state?.referralId !== referralId) return [];
    const { qualified, lost } = state;
    return [
      ...(qualified ? [{ kind: 'friend-qualified', account, ...placeOf(qualified.by), referralId } as const] : []),
      ...(lost ? [{ kind: 'friend-lost', account, ...placeOf(lost), turn: lost, referralId } as const] : []),
    ];
  }
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
