import { compareUtf8 } from '@perennial/contracts';
import { programmeAt, type Programme } from '@perennial/programme';

import { LEDGER_SOURCE } from '../decision.js';
import type { Fact } from '../fact.js';
import { actorOf } from '../fold/actor.js';
import { fold } from '../fold/fold.js';
import { balanceOf, copyState, coupledWith, type MemberState } from '../member-state.js';
import { passTime } from '../passage.js';
import { newWorld, stateOf, type World } from '../world.js';
import { referralFactsOf } from '../referral-facts.js';
import { historyOf, reachedFrom, referralsOfReferee, referralsOfReferrer, type Draft } from './draft.js';

/** What a member has when it is about to decide: as of an instant, without the facts ahead of it. */
export interface Present {
  /**
   * The decision's instant, in milliseconds since 1970. It comes after every earlier decision of these members, whatever
   * other clocks say, and nothing else happened at it: so what is decided later also acts later.
   */
  readonly at: number;
  readonly programme: Programme;
  /** Whose wallet it is: after a merge, that of the member merged into. */
  readonly account: string;
  readonly customerId: string;
  readonly state: MemberState;
  /** Accounts that redeem together, in the order of their customer ids. */
  readonly pool: readonly string[];
  /** Points that can be spent: the member's own, and those of everybody in the pool. */
  readonly own: bigint;
  readonly together: bigint;
}

/**
 * Members as of now, for a decision about to be made; undefined when more has to be locked or loaded first.
 *
 * @param accounts whose present is wanted, and who else takes part
 * @param now      the service's clock
 * @param whole    with everything that has gone, empty lots among it: from the first fact on
 * @returns in the order of `accounts`; those who were forgotten have `state.erased`
 */
export function presentOf(
  draft: Draft,
  accounts: readonly string[],
  now: number,
  { whole = false } = {},
): Present[] | undefined {
  const together = reachedFrom(draft, accounts, ({ state }) => [
    ...coupledWith(state),
    ...(state.household?.members ?? []),
  ]);
  if (!together) return undefined;
  const states = together.map((account): [string, MemberState] => [account, lockedState(draft, account)]);
  const isAhead = states.some(([, { knownTo, passedTo }]) => knownTo > now || passedTo > now);
  const scene = isAhead || whole ? sceneFromFacts(draft, together, now) : sceneFromStates(draft, states, now);
  return scene && accounts.map((account) => presentIn(draft, scene, account));
}

interface Scene {
  readonly at: number;
  readonly world: World;
}

function sceneFromStates(draft: Draft, states: readonly [string, MemberState][], now: number): Scene {
  const at = states.some(([, { knownTo }]) => knownTo === now) ? now + 1 : now;
  const world = newWorld(
    draft.snapshot.programmes,
    states.map(([account, state]) => [account, copyState(state)]),
  );
  passTime(world, at);
  return { at, world };
}

/** With facts ahead of now, the stored states are of a future that does not count yet: the facts up to now are folded. */
function sceneFromFacts(draft: Draft, accounts: readonly string[], now: number): Scene | undefined {
  const pool = reachedFrom(draft, accounts, ({ linked }) => linked);
  const histories = pool?.map((account) => historyOf(draft, account));
  if (!pool || !histories?.every((history) => history !== undefined)) return undefined;
  const facts = [
    ...histories.flatMap((history) => history.facts),
    ...pool.flatMap((account) =>
      referralFactsOf(referralsOfReferee(draft, account), referralsOfReferrer(draft, account)),
    ),
  ];
  const at = freeInstant(facts, now);
  return {
    at,
    world: fold(
      draft.snapshot.programmes,
      facts.filter((fact) => fact.at <= at),
      at,
    ),
  };
}

function freeInstant(facts: readonly Fact[], now: number): number {
  const decided = facts.filter(({ kind, source }) => kind === 'decision' && source === LEDGER_SOURCE);
  const taken = new Set(facts.map(({ at }) => at));
  let at = Math.max(now, ...decided.map((fact) => fact.at + 1));
  while (taken.has(at)) at += 1;
  return at;
}

function presentIn(draft: Draft, { at, world }: Scene, named: string): Present {
  const actor = (account: string) => actorOf(world, account, { at, source: LEDGER_SOURCE, id: '' });
  const account = actor(named);
  const state = stateOf(world, account);
  const pool = [...new Set([account, ...(state.household?.members ?? []).map(actor)])].sort((a, b) =>
    compareUtf8(customerOf(draft, a), customerOf(draft, b)),
  );
  const spendable = (each: string) => balanceOf(stateOf(world, each)).available;
  return {
    at,
    account,
    state,
    pool,
    programme: programmeAt(draft.snapshot.programmes, at),
    customerId: customerOf(draft, account),
    own: spendable(account),
    together: pool.reduce((sum, each) => sum + spendable(each), 0n),
  };
}

function lockedState(draft: Draft, account: string): MemberState {
  const member = draft.members.get(account);
  if (!member) throw new RangeError(`account ${account} is not locked`);
  return member.state;
}

function customerOf(draft: Draft, account: string): string {
  return draft.members.get(account)?.customerId ?? '';
}
