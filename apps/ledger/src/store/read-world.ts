import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { foldAsOf, type Past } from '../domain/fold/as-of.js';
import type { Fact } from '../domain/fact.js';
import { factsOfPool } from '../domain/referral-facts.js';
import type { JudgedReferral } from '../domain/referral-graph.js';
import { forgetChanges, type World } from '../domain/world.js';
import { findPool } from './queries/find-pool.js';
import { loadConnectedReferrals } from './queries/load-connected-referrals.js';
import { loadFacts, type FactsWanted } from './queries/load-facts.js';
import { loadReferrals } from './queries/load-referrals.js';

/**
 * The pool of an account as its facts make it, up to an instant, inclusive; without what happened on the way.
 *
 * @param bookedUntil only what was known at this instant; absent: what is known now
 */
export async function readWorld(
  tx: Tx,
  programmes: ProgrammeHistory,
  account: string,
  { asOf, bookedUntil }: { readonly asOf: number; readonly bookedUntil?: Date | undefined },
): Promise<World> {
  const pool = await findPool(tx, [account]);
  const past = await readPast(tx, pool, { bookedUntil, until: new Date(asOf) });
  return foldAsOf(programmes, { pool: new Set(pool), ...past }, asOf, forgetChanges);
}

/** Everything that has a say in what the members of whole pools had. @param accounts every member of each of the pools */
export async function readPast(
  tx: Tx,
  accounts: readonly string[],
  wanted: FactsWanted = {},
): Promise<Omit<Past, 'pool'>> {
  const { everybody, ...connected } = await readConnected(tx, accounts, wanted);
  return { ...connected, facts: await loadFacts(tx, everybody, wanted) };
}

/** Whoever hangs together with the members of whole pools, over any number of steps of referrals and merges, and how. */
export async function readConnected(
  tx: Tx,
  accounts: readonly string[],
  wanted: FactsWanted = {},
): Promise<Pick<Past, 'poolOf' | 'referrals'> & { readonly everybody: readonly string[] }> {
  const pools = new Map<string, readonly string[]>();
  const everybody = new Set(accounts);
  let referrals: JudgedReferral[] = [];
  // A merge leads from one part of the graph of referrals to another: until nobody is new.
  for (let size = 0; size < everybody.size;) {
    size = everybody.size;
    referrals = await loadConnectedReferrals(tx, [...everybody], wanted);
    for (const end of new Set(referrals.flatMap(({ referee, referrer }) => [referee, referrer]))) {
      if (pools.has(end)) continue;
      pools.set(end, await findPool(tx, [end]));
      for (const each of pools.get(end) ?? []) everybody.add(each);
    }
  }
  return { everybody: [...everybody], poolOf: (each) => pools.get(each) ?? [each], referrals };
}

/** Everything the fold of an account's pool is made of, and the referrals of its members on either side. */
export async function readFacts(
  tx: Tx,
  account: string,
): Promise<{
  readonly facts: readonly Fact[];
  readonly referrals: readonly JudgedReferral[];
  readonly pool: readonly string[];
}> {
  const pool = await findPool(tx, [account]);
  const own = await loadFacts(tx, pool);
  const referrals = await loadReferrals(tx, { ofReferees: pool, wayUp: false, ofReferrers: pool });
  return { facts: factsOfPool(pool, own, referrals), referrals, pool };
}
