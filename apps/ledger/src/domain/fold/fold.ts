import type { ProgrammeHistory } from '@perennial/programme';
import { compareInOrderOfThings } from '@perennial/contracts';

import { participantsOf, staysWithItsAccount } from '../decision.js';
import type { Fact, FactOf, Thing } from '../fact.js';
import { passTime } from '../passage.js';
import { compareTurns, placeOf, turnAfter, type Place, type Turn } from '../place.js';
import { actorOf } from './actor.js';
import { newWorld, stateOf, type World } from '../world.js';
import { toTheEnd, type Steps } from '../steps.js';
import { applyDecision } from './apply-decision.js';
import { applyDelivery } from './apply-delivery.js';
import { applyGrant } from './apply-grant.js';
import { applyReturn, applySale } from './apply-sale.js';
import { decide } from './decide.js';
import { giveBackFor } from './give-back.js';
import { holdMultiplier } from './multiply.js';
import { uncountUndone } from './tallies.js';

/** A fact and when it acts. */
export interface Item {
  readonly fact: Fact;
  readonly turn: Turn;
}

/**
 * The whole history of a pool of members, from the first fact on: a pure function of the set of facts. Their order in
 * `facts`, and whether they came in one piece or one by one, makes no difference.
 *
 * @param facts of all members whose wallets hang together by transfers, households or merges
 * @param until time passes up to this instant, inclusive; facts after it have to be left out by the caller
 * @param afterEach called after each fact: of a long history, what nobody wants of its changes can be forgotten early
 */
export function fold(
  programmes: ProgrammeHistory,
  facts: readonly Fact[],
  until = -Infinity,
  afterEach?: (world: World) => void,
): World {
  return toTheEnd(foldInSteps(programmes, facts, until, afterEach));
}

/** Facts that act before whoever waits may have the processor: some milliseconds. */
const FACTS_AT_ONCE = 100;

/** The same, with stops between: thousands of facts take as long as others can wait. */
export function* foldInSteps(
  programmes: ProgrammeHistory,
  facts: readonly Fact[],
  until = -Infinity,
  afterEach?: (world: World) => void,
): Steps<World> {
  const world = newWorld(programmes);
  // Whose wallets hang together have all changed with the newest fact of any of them.
  const knownTo = facts.reduce((newest, { at }) => Math.max(newest, at), 0);
  for (const { account } of facts) stateOf(world, account).knownTo = knownTo;
  const { items, ghosts } = inTurn(facts);
  for (const [thing, { account, sale }] of ghosts)
    world.ghosts.set(thing, { account, total: sale.total, returnedAmount: 0n });
  for (const [order, item] of items.entries()) {
    if (order % FACTS_AT_ONCE === FACTS_AT_ONCE - 1) yield;
    act(world, item);
    afterEach?.(world);
  }
  passTime(world, until);
  return world;
}

/** Has one fact act. It must not come before what has acted on any of its members. */
export function act(world: World, { fact, turn }: Item): void {
  const stays = fact.kind === 'decision' && staysWithItsAccount(fact.decision);
  const account = stays ? fact.account : actorOf(world, ownerOf(world, fact), turn);
  const accounts =
    fact.kind === 'decision' ? withHeirs(world, participantsOf(account, fact.decision), turn) : [account];
  passTime(world, turn.at);
  for (const each of accounts) {
    const state = stateOf(world, each);
    state.last = turn;
    state.knownTo = Math.max(state.knownTo, fact.at);
  }
  const state = stateOf(world, account);
  if (state.erased) return;
  const acting = { world, account, state, turn };
  switch (fact.kind) {
    case 'sale':
      return applySale(acting, fact);
    case 'return':
      return applyReturn(acting, fact);
    case 'cancellation':
      world.cancelled.add(fact.thing);
      return giveBackFor(acting, fact.thing);
    case 'delivery':
      return applyDelivery(acting, fact);
    case 'referred':
      state.referrals = [...(state.referrals ?? []), { ...about(fact), accepted: placeOf(turn) }];
      return;
    case 'review':
      world.reviews.set(fact.reviewId, { account, at: turn.at, paid: new Map() });
      decide(acting, fact);
      return;
    case 'points-granted':
      return applyGrant(acting, fact);
    case 'multiplier-granted':
      return holdMultiplier(acting, fact);
    case 'decision':
      return applyDecision(acting, fact.decision);
    case 'review-taken-back':
    case 'friend-lost':
      decide(acting, fact);
      uncountUndone(acting, fact);
      return;
    default:
      decide(acting, fact);
  }
}

const about = ({ referralId, referrer }: FactOf<'referred'>) => ({ referralId, referrer });

/** Whoever of a person's records a fact names: what is about an earlier fact concerns the wallet that one is in. */
function ownerOf(world: World, fact: Fact): string {
  const about =
    fact.kind === 'return' || fact.kind === 'delivery' || fact.kind === 'cancellation'
      ? (world.sales.get(fact.thing) ?? world.ghosts.get(fact.thing))
      : fact.kind === 'review-taken-back'
        ? world.reviews.get(fact.reviewId)
        : undefined;
  return about?.account ?? fact.account;
}

function withHeirs(world: World, accounts: readonly string[], turn: Turn): Set<string> {
  return new Set(accounts.flatMap((account) => [account, actorOf(world, account, turn)]));
}

/**
 * Facts in the order they act. Of an order known in several revisions the highest counts, at the place of the revision
 * with the earliest time, and for the record that one names; of a cancelled one nothing does.
 */
export function inTurn(facts: readonly Fact[]): {
  readonly items: readonly Item[];
  /** Orders that were cancelled. */
  readonly ghosts: ReadonlyMap<Thing, FactOf<'sale'>>;
} {
  const sales = new Map<Thing, FactOf<'sale'>>();
  const reviews = new Map<string, Place>();
  const cancelled = new Set<Thing>();
  for (const fact of facts) {
    if (fact.kind === 'cancellation') cancelled.add(fact.thing);
    if (fact.kind === 'review') reviews.set(fact.reviewId, placeOf(fact));
    if (fact.kind === 'sale') sales.set(fact.thing, amended(sales.get(fact.thing), fact));
  }
  const items = [...sales.values()]
    .filter(({ thing }) => !cancelled.has(thing))
    .map((fact): Item => ({ fact, turn: placeOf(fact) }));
  for (const fact of facts) {
    const turn = turnOf(fact, sales, reviews);
    if (turn) items.push({ fact, turn });
  }
  const ghosts = new Map([...sales].filter(([thing]) => cancelled.has(thing)));
  return { items: items.sort((a, b) => compareTurns(a.turn, b.turn)), ghosts };
}

function amended(known: FactOf<'sale'> | undefined, next: FactOf<'sale'>): FactOf<'sale'> {
  if (!known) return next;
  const content = next.revision > known.revision ? next : known;
  const first = compareInOrderOfThings(next, known) < 0 ? next : known;
  return { ...content, ...placeOf(first), account: first.account };
}

/** Undefined for what acts elsewhere (sales) or not at all (what is about something unknown). */
function turnOf(fact: Fact, sales: ReadonlyMap<Thing, Place>, reviews: ReadonlyMap<string, Place>): Turn | undefined {
  switch (fact.kind) {
    case 'sale':
      return undefined;
    case 'return':
    case 'delivery': {
      const sale = sales.get(fact.thing);
      return sale && turnAfter(fact, sale);
    }
    case 'cancellation': {
      const sale = sales.get(fact.thing);
      return sale ? turnAfter(fact, sale) : placeOf(fact);
    }
    case 'review-taken-back': {
      const review = reviews.get(fact.reviewId);
      return review && turnAfter(fact, review);
    }
    case 'friend-lost':
      return fact.turn;
    default:
      return placeOf(fact);
  }
}
