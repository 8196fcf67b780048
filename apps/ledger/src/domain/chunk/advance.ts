import type { Envelope } from '@perennial/contracts';
import { programmeAt } from '@perennial/programme';

import { participantsOf, staysWithItsAccount } from '../decision.js';
import type { Fact, FactKind } from '../fact.js';
import { holdsMultiplied } from '../fold/apply-delivery.js';
import { act, fold } from '../fold/fold.js';
import { heirOf } from '../heir.js';
import { coupledWith, newMember } from '../member-state.js';
import { passTime } from '../passage.js';
import { compareTurns, placeOf, turnAfter, type Turn } from '../place.js';
import { activatedBy } from '../posting/activated-by.js';
import { differences, movementKey, summed, type Difference } from '../posting/differences.js';
import { post } from '../posting/post.js';
import { achievementDifferences } from '../posting/achievement-message.js';
import type { Member } from '../posting/transfer.js';
import { referralFactsOf } from '../referral-facts.js';
import type { TierChange } from '../tier.js';
import { emptyWorld, forgetChanges, type Burn, type World } from '../world.js';
import {
  historyOf,
  memberOf,
  reachedFrom,
  referralsOfReferee,
  referralsOfReferrer,
  saveMember,
  stateIn,
  type Draft,
} from './draft.js';
import { goneMovement } from './gone-movement.js';
import { tell, type News } from './tell.js';

/** What can act on the stored state of a member alone. Everything else is about an earlier fact and has all folded again. */
const STEPS: ReadonlySet<FactKind> = new Set([
  'sale',
  'review',
  'engagement',
  'points-granted',
  'multiplier-granted',
  'referred',
  'friend-qualified',
  'decision',
]);

/**
 * Applies a fact that the histories do not have yet, or have just been given. The newest fact is one step on the stored
 * states; a late one, or one about an earlier fact, has the pool folded again, and what differs from what was posted is
 * posted as corrections.
 */
export function advance(draft: Draft, fact: Fact, cause: Envelope): void {
  const actor = draftActor(draft, fact);
  if (actor === undefined) return;
  const participants = fact.kind === 'decision' ? participantsOf(actor, fact.decision) : [actor];
  const accounts = coupled(draft, participants);
  if (!accounts) return;
  if (fact.kind === 'decision') link(draft, participants);
  const world = worldFor(draft, accounts);
  const turn = world && turnIn(world, draft, fact, actor);
  if (!world || !turn || isLate(draft, accounts, turn)) return refold(draft, accounts, cause);
  act(world, { fact: actor === fact.account ? fact : { ...fact, account: actor }, turn });
  settleStep(draft, world, cause);
}

/** Lets time pass for members up to an instant: nothing but time is the cause. */
export function letTimePass(draft: Draft, account: string, to: number): void {
  const accounts = coupled(draft, [account]);
  const world = accounts && worldFor(draft, accounts);
  if (!world) return;
  passTime(world, to);
  settleStep(draft, world, undefined);
}

/** The members, and everybody for whom time has to pass together with them; undefined when not all are locked yet. */
function coupled(draft: Draft, accounts: readonly string[]): string[] | undefined {
  return reachedFrom(draft, accounts, ({ state }) => coupledWith(state));
}

/** After merges it is another member's fact. */
function draftActor(draft: Draft, fact: Fact): string | undefined {
  if (!memberOf(draft, fact.account)) return undefined;
  if (fact.kind === 'decision' && staysWithItsAccount(fact.decision)) return fact.account;
  const actor = heirOf((account) => stateIn(draft, account), fact.account, placeOf(fact));
  return memberOf(draft, actor) && actor;
}

function worldFor(draft: Draft, accounts: readonly string[]): World | undefined {
  const known = accounts.flatMap((account) => draft.worlds.get(account) ?? []);
  const [first] = known;
  if (first) return accounts.every((account) => draft.worlds.get(account) === first) ? first : undefined;
  emptyWorld(draft.step);
  for (const account of accounts) {
    const member = draft.members.get(account);
    if (member) draft.step.members.set(account, member.state);
  }
  return draft.step;
}

/** When the fact acts, if the world knows enough of what it is about. */
function turnIn(world: World, draft: Draft, fact: Fact, actor: string): Turn | undefined {
  // The stored state has forgotten the lots that are empty, and all orders and reviews move, too.
  if (fact.kind === 'decision' && fact.decision.kind === 'merge') return undefined;
  if (fact.kind === 'decision' && fact.decision.kind === 'redemption-reversal') {
    const burn = world.burns.get(`redemption:${fact.decision.redemptionId}`);
    return burn && isOfOne(burn) ? placeOf(fact) : undefined;
  }
  // What has expired only a folded world knows.
  if (fact.kind === 'decision' && fact.decision.kind === 'reinstatement') {
    return draft.worlds.has(fact.account) ? placeOf(fact) : undefined;
  }
  if (fact.kind === 'decision' && fact.decision.kind === 'reservation-commit' && !draft.worlds.has(fact.account)) {
    // What has come back of the order it pays for comes back at once, and only a folded world knows of it.
    const { reservationId, orderId } = fact.decision;
    const paysForOrder =
      orderId !== undefined ||
      [...world.members.values()].some(({ reservations }) => reservations.get(reservationId)?.orderId !== undefined);
    return paysForOrder ? undefined : placeOf(fact);
  }
  if (STEPS.has(fact.kind)) return placeOf(fact);
  if (fact.kind === 'delivery') {
    // What is newer than all that the member did is newer than the purchase, whose place a stored state does not know.
    const state = world.members.get(actor);
    return state?.last && fact.at > state.last.at && !holdsMultiplied(state) ? placeOf(fact) : undefined;
  }
  if (fact.kind === 'return' && draft.worlds.has(fact.account)) {
    const sale = world.sales.get(fact.thing);
    const paidBy = [...world.burns.values()].filter(({ paidFor }) => paidFor === fact.thing);
    if (!sale || !paidBy.every((burn) => isOfOne(burn) && burn.account === sale.account)) return undefined;
    return turnAfter(fact, sale.place);
  }
  return undefined;
}

/** Whether points come back to the wallet of one member only. Of others it is not known here whether the fact is late for them. */
function isOfOne({ account, parts }: Burn): boolean {
  return parts.every((part) => part.account === account);
}

function isLate(draft: Draft, accounts: readonly string[], turn: Turn): boolean {
  return accounts.some((account) => {
    const state = draft.members.get(account)?.state;
    if (!state) return false;
    if (turn.at < state.passedTo || (state.touchedTo !== undefined && turn.at <= state.touchedTo)) return true;
    return state.last !== undefined && compareTurns(turn, state.last) <= 0;
  });
}

/** Wallets that hang together are folded together from now on. */
function link(draft: Draft, accounts: readonly string[]): void {
  if (accounts.length < 2) return;
  for (const account of accounts) {
    const member = draft.members.get(account);
    const more = accounts.filter((other) => other !== account && !member?.linked.includes(other));
    if (member && more.length > 0) saveMember(draft, { ...member, linked: [...member.linked, ...more] });
  }
}

/** Folds a pool of members from the first fact on and posts the difference to what was posted. */
export function refold(draft: Draft, accounts: Iterable<string>, cause: Envelope): void {
  const pool = reachedFrom(draft, accounts, ({ linked }) => linked);
  if (!pool) return;
  const histories = pool.map((account) => historyOf(draft, account));
  if (histories.some((history) => history === undefined)) return;
  const facts = histories.flatMap((history) => history?.facts ?? []);
  const referral = pool.flatMap((account) => referralFacts(draft, account));
  const world = fold(draft.snapshot.programmes, [...facts, ...referral]);
  // What time had done before is done again, and stays done: time does not do the same thing twice.
  const passedTo = Math.max(...pool.map((account) => draft.members.get(account)?.state.passedTo ?? 0));
  passTime(world, passedTo);
  for (const state of world.members.values()) state.passedTo = Math.max(state.passedTo, passedTo);
  for (const account of pool) {
    const member = draft.members.get(account);
    if (!member) continue;
    const state = world.members.get(account) ?? newMember(programmeAt(draft.snapshot.programmes, 0));
    world.members.set(account, state);
    const posted = draft.histories.get(account)?.posted.values() ?? [];
    const movements = world.movements.filter((movement) => movement.account === account);
    const changes = differences(movements, posted, (each) => goneMovement(draft, account, facts, each, cause));
    const folded = { ...member, state };
    const all = [...changes, ...activatedBy(cause, folded, world.movements, changes)];
    const news = {
      tiers: tierDifference(member, state.tier, cause),
      achievements: achievementDifferences(account, member.state, state, cause.at),
    };
    settle(draft, folded, all, news, cause);
    draft.worlds.set(account, world);
    draft.refolded.add(account);
  }
  forgetChanges(world);
}

function tierDifference({ tier }: Member, state: Member['state']['tier'], cause: Envelope): TierChange[] {
  if (tier === state.held) return [];
  return [
    { from: tier, to: state.held, at: Math.max(state.since ?? cause.at, 0), qualifyingPoints: state.credits.points },
  ];
}

function settleStep(draft: Draft, world: World, cause: Envelope | undefined): void {
  const isAlone = world.members.size === 1;
  for (const [account, state] of world.members) {
    const member = draft.members.get(account);
    const own = <Each extends { readonly account: string }>(all: readonly Each[]): readonly Each[] =>
      isAlone || all.length === 0 ? all : all.filter((each) => each.account === account);
    const movements = own(world.movements);
    const news = { tiers: own(world.tierChanges), achievements: own(world.achievementChanges) };
    const touched = movements.length > 0 || news.tiers.length > 0 || member?.state === state;
    if (member && touched) settle(draft, { ...member, state }, summed(movements), news, cause);
  }
  forgetChanges(world);
}

function settle(
  draft: Draft,
  member: Member,
  changes: readonly Difference[],
  news: News,
  cause: Envelope | undefined,
): void {
  const posting = post(member, changes, cause, draft.name);
  // A loaded history stays in step, for later events of the same chunk.
  const posted = draft.histories.get(member.account)?.posted;
  for (const { movement, points } of changes) {
    const { kind, rule, thing, partnerId } = movement;
    if (kind === 'activation' || kind === 'reservation' || kind === 'release') continue;
    const key = movementKey(movement);
    const { points: before = 0n, lastAt = movement.at } = posted?.get(key) ?? {};
    posted?.set(key, { kind, rule, thing, partnerId, points: before + points, lastAt: Math.max(lastAt, movement.at) });
  }
  draft.transfers.push(...posting.transfers);
  draft.messages.push(...posting.messages);
  saveMember(draft, { ...posting.member, tier: tell(draft, posting.member, news, cause) });
}

/** The facts of a member that follow from the graph of referrals. */
function referralFacts(draft: Draft, account: string): Fact[] {
  return referralFactsOf(referralsOfReferee(draft, account), referralsOfReferrer(draft, account));
}
