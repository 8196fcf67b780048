import type { ProgrammeHistory } from '@perennial/programme';

import type { Fact } from '../fact.js';
import { hadBought, personsIn, referralIn } from '../heir.js';
import { friendFacts, referredFact } from '../referral-facts.js';
import { judgeAll, type Referral } from '../referral-graph.js';
import { forgetChanges, type World } from '../world.js';
import { toTheEnd, type Steps } from '../steps.js';
import { foldInSteps } from './fold.js';

/** Everything that has a say in what a member had at an instant. */
export interface Past {
  /** Who is folded together: the member, and everybody whose wallet hangs together with this one. */
  readonly pool: ReadonlySet<string>;
  /** The pool of somebody on either side of a referral. */
  readonly poolOf: (account: string) => readonly string[];
  /** Facts of everybody here, of whatever time. */
  readonly facts: ReadonlyMap<string, readonly Fact[]>;
  /** Every referral that hangs together with the pool's, over any number of steps of referrals and merges. */
  readonly referrals: readonly Referral[];
}

/**
 * The pool as it was at an instant. What was cancelled, amended or referred later was not so yet; so verdicts on referrals,
 * and whose purchase qualified, are found anew from what had happened by then.
 *
 * @param afterEach called after each fact of the pool
 */
export function foldAsOf(
  programmes: ProgrammeHistory,
  past: Past,
  asOf: number,
  afterEach?: (world: World) => void,
): World {
  return toTheEnd(foldAsOfInSteps(programmes, past, asOf, afterEach));
}

/** The same, with stops between. */
export function* foldAsOfInSteps(
  programmes: ProgrammeHistory,
  past: Past,
  asOf: number,
  afterEach?: (world: World) => void,
): Steps<World> {
  const { pool, poolOf, facts } = past;
  const until = (account: string) => (facts.get(account) ?? []).filter(({ at }) => at <= asOf);
  const { edges, accounts } = connectedWith({ ...past, referrals: past.referrals.filter(({ at }) => at <= asOf) });
  // Who is who, and who had bought, no referral decides on.
  const everybody =
    edges.length === 0 ? undefined : yield* foldInSteps(programmes, accounts.flatMap(until), asOf, forgetChanges);
  const stateOf = (account: string) => everybody?.members.get(account);
  const judged = judgeAll(
    edges.map((edge) => ({ ...edge, boughtBefore: hadBought(stateOf, edge) })),
    personsIn(stateOf),
  );
  const accepted = [...judged].flatMap(([edge, verdict]) => (verdict === 'accepted' ? [edge] : []));
  const referred = groupedBy(accepted, ({ referee }) => [referee]);
  const referredOf = (account: string) => (referred.get(account) ?? []).map(referredFact);
  const ofPool = accepted.filter(({ referrer }) => pool.has(referrer));
  const friends = new Set(ofPool.flatMap(({ referee }) => poolOf(referee)));
  const friendly = yield* foldInSteps(
    programmes,
    [...friends].flatMap((each) => [...until(each), ...referredOf(each)]),
    asOf,
    forgetChanges,
  );
  const own = [...pool].flatMap((account) => [...until(account), ...referredOf(account)]);
  const brought = ofPool.flatMap((edge) => {
    const state = referralIn((each) => friendly.members.get(each), edge.referee, edge.referralId);
    return friendFacts({ ...edge, qualifiedBy: state?.qualified?.by, lostAt: state?.lost });
  });
  return yield* foldInSteps(programmes, [...own, ...brought], asOf, afterEach);
}

/** The part of the graph of referrals that the pool is in; a merge leads from one referral to another, too. */
export function connectedWith({ pool, poolOf, referrals }: Omit<Past, 'facts'>) {
  const byEnd = referralsByEnd(referrals);
  const accounts = new Set(pool);
  const edges = new Set<Referral>();
  for (const account of accounts) {
    for (const edge of byEnd.get(account) ?? []) {
      edges.add(edge);
      for (const end of [edge.referrer, edge.referee]) for (const each of [end, ...poolOf(end)]) accounts.add(each);
    }
  }
  return { edges: [...edges], accounts: [...accounts] };
}

/** By either of the accounts they name. */
export function referralsByEnd(referrals: readonly Referral[]): ReadonlyMap<string, readonly Referral[]> {
  return groupedBy(referrals, ({ referrer, referee }) => new Set([referrer, referee]));
}

function groupedBy(referrals: readonly Referral[], keysOf: (referral: Referral) => Iterable<string>) {
  const groups = new Map<string, Referral[]>();
  for (const referral of referrals) {
    for (const key of keysOf(referral)) {
      const group = groups.get(key);
      if (group) group.push(referral);
      else groups.set(key, [referral]);
    }
  }
  return groups;
}
