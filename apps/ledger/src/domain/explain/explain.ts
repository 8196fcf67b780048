import { compareInOrderOfThings } from '@perennial/contracts';
import { programmeAt, type ProgrammeHistory } from '@perennial/programme';

import type { Fact, FactOf, Thing } from '../fact.js';
import { actorOf } from '../fold/actor.js';
import { heirsOf } from '../heir.js';
import { eventKey, isSamePlace, placeOf, type Place, type Turn } from '../place.js';
import type { JudgedReferral } from '../referral-graph.js';
import type { Moved, Outcome } from '../rules/rule-kind.js';
import type { World } from '../world.js';
import { explainReferral } from './explain-referral.js';
import { correctionsOf, inputsOf, isBy, type OutcomeInTurn } from './corrections.js';
import { drawnBy, lotsOf } from './lots-touched.js';
import type {
  CausedTransfer,
  Correction,
  Explanation,
  NothingReason,
  RelatedTransfer,
  RuleExplained,
} from './explanation.js';

/** What is known of an event and of the member whose view is wanted, but for what others did about the same things. */
export interface Asked {
  readonly programmes: ProgrammeHistory;
  /** Of the member's pool, folded from all facts. */
  readonly world: World;
  readonly account: string;
  /** The event. */
  readonly event: Place;
  /** Whether it is the member's own: kept as a fact of theirs. */
  readonly isOwn: boolean;
  /** Of the pool. */
  readonly facts: readonly Fact[];
  /** Of the member, on either side. */
  readonly referrals: readonly JudgedReferral[];
  /** The member's, with this event as their cause. */
  readonly transfers: readonly CausedTransfer[];
}

export interface Explained extends Asked {
  /** Of the member and of whoever the member has become: about `thingsOf` the event, caused by others. */
  readonly related: readonly RelatedTransfer[];
}

/**
 * What an event did for a member, rule by rule, as all facts known now make it; undefined when it has nothing to do with
 * the member. What it changed of what others had earned, and others of what it earned, is asked for apart (`changedSince`);
 * only of a cancellation all that it took back is among the rules.
 */
export function explain(of: Asked): Explanation | undefined {
  const { programmes, world, account, event, isOwn, transfers } = of;
  const key = eventKey(event);
  const referral = of.referrals.find((each) => eventKey(each) === key);
  const fact = ownFact(of);
  const place = placeActing(of, fact);
  const outcomes = outcomesOf(world, account, place);
  if (!isOwn && !referral && outcomes.length === 0 && transfers.length === 0) return undefined;

  const rules = [
    ...outcomes.map((outcome) => ruleOf(of, outcome, fact ?? factOfRecord(of))),
    ...(fact ? withoutOutcome(of, fact) : []),
    ...(referral ? explainReferral(programmes, account, referral) : []),
  ];
  const reason = reasonOf(of, fact, rules) ?? rules.find((rule) => rule.reason !== undefined)?.reason;
  const drawn = drawnBy(world, account, eventKey(place));
  const applied = hasEffect(of, fact, rules) || referral?.verdict === 'accepted';
  const turnAt = outcomes[0]?.turn.at ?? place.at;
  return {
    outcome: applied ? 'applied' : 'no-effect',
    account: outcomes[0]?.account ?? account,
    ...(applied || reason === undefined ? {} : { reason }),
    rules,
    programmeVersion: programmeAt(programmes, turnAt).version,
    drawn,
    lots: lotsOf(of, drawn, [
      ...outcomes.map(({ thing }) => thing),
      ...transfers.map(({ thing }) => thing),
      ...(fact && 'thing' in fact ? [fact.thing] : []),
    ]),
  };
}

/** Whose transfers about which things may tell what others changed of what the event earned. */
export function changedBy(of: Asked): { readonly accounts: readonly string[]; readonly things: ReadonlySet<Thing> } {
  const fact = ownFact(of);
  const outcomes = outcomesOf(of.world, of.account, placeActing(of, fact));
  const things = new Set([
    ...[...outcomes, ...of.transfers].map(({ thing }) => thing),
    ...(fact && 'thing' in fact ? [fact.thing] : []),
  ]);
  return { accounts: heirsOf((each) => of.world.members.get(each), of.account), things };
}

/** What other events changed of what this one earned. @param earnedAtFirst see `correctionsOf` */
export function changesOf(of: Explained, earnedAtFirst?: ReadonlySet<string>): Correction[] {
  const fact = ownFact(of);
  return correctionsOf(of, outcomesOf(of.world, of.account, placeActing(of, fact)), fact, earnedAtFirst);
}

/**
 * What the rules made of an event as the world was known, with what was taken back of it by then.
 *
 * @param of with what was known: world and facts
 * @param accounts whose wallets it is about: as a merge was known then, the event may have been another record's
 */
export function explainKnown(of: Explained, accounts: readonly string[]): RuleExplained[] {
  const fact = ownFact(of);
  const all = outcomesOf(of.world, of.account, placeActing(of, fact));
  const outcomes = all.filter(({ account }) => accounts.includes(account));
  const since = correctionsOf(of, all, fact).filter(({ takenFrom = of.account }) => accounts.includes(takenFrom));
  return [
    ...outcomes.map((outcome) => ruleOf(of, outcome, fact ?? factOfRecord(of))),
    ...since.flatMap(({ rule, thing, takenBack }): RuleExplained[] =>
      takenBack ? [{ rule, thing, result: 'taken-back', ...takenBack }] : [],
    ),
  ];
}

function ownFact({ event, isOwn, facts }: Asked): Fact | undefined {
  return isOwn ? facts.find((each) => isOf(each, event) && !isDerived(each)) : undefined;
}

/** What a record told that has become the member. */
function factOfRecord({ event, facts }: Asked): Fact | undefined {
  return facts.find((each) => isBy(each, event));
}

/** Where it acts: an order known in several revisions, at the place of the first. */
function placeActing({ event, facts }: Asked, fact: Fact | undefined): Place {
  return fact?.kind === 'sale' ? placeOfSale(facts, fact) : event;
}

/** Stands at the place of an event that is somebody else's. */
function isDerived({ kind }: Fact): boolean {
  return kind === 'referred' || kind === 'friend-qualified' || kind === 'friend-lost';
}

/** Where an order known in several revisions acts. */
function placeOfSale(facts: readonly Fact[], { thing }: FactOf<'sale'>): Place {
  const [first] = revisionsOf(facts, thing).sort(compareInOrderOfThings);
  return placeOf(first ?? { at: 0, source: '', id: '' });
}

function revisionsOf(facts: readonly Fact[], thing: Thing): FactOf<'sale'>[] {
  return facts.filter((fact): fact is FactOf<'sale'> => fact.kind === 'sale' && fact.thing === thing);
}

/** Whether it is an event's turn. Keys are not made: there may be thousands of turns. */
function isOf(turn: Turn, { source, id }: Pick<Place, 'source' | 'id'>): boolean {
  const of = turn.then ?? turn;
  return of.id === id && of.source === source;
}

/** The member's own, or those of whoever the member had become by then. */
function outcomesOf(world: World, account: string, place: Place): OutcomeInTurn[] {
  const all = world.outcomes
    .filter(({ turn }) => isOf(turn, place))
    .map(({ outcome, ...whose }) => ({ ...outcome, ...whose }));
  const own = all.filter((outcome) => outcome.account === account);
  if (own.length > 0) return own;
  return all.filter((outcome) => outcome.account === actorOf(world, account, outcome.turn));
}

export function ruleOf(
  of: Pick<Asked, 'world' | 'facts'>,
  outcome: Outcome | Moved,
  fact: Fact | undefined,
): RuleExplained {
  const { rule, thing, result } = outcome;
  const inputs = inputsOf(of, outcome, fact);
  if (outcome.result === 'skipped') return { rule, thing, result, reason: outcome.reason, inputs };
  return { rule, thing, result, points: outcome.points, inputs };
}

/**
 * What happened without any rule being asked: everything about a cancelled order. Its cancellation takes back what other
 * orders had brought, too, where they did so together with it; an achievement may be reached by a later one then.
 */
function withoutOutcome({ programmes, facts, transfers }: Asked, fact: Fact): RuleExplained[] {
  if (fact.kind === 'cancellation') {
    const cancelled = fact.thing;
    return transfers
      .filter(({ thing, kind, points }) =>
        thing === cancelled ? points < 0n : kind === 'clawback' || kind === 'accrual',
      )
      .map(({ rule, thing, points }) => ({
        ...{ rule, thing },
        ...(points < 0n ? { result: 'taken-back', points: -points } : { result: 'awarded', points }),
        inputs: { cancelled, ...(thing === cancelled ? {} : { awardedFor: thing }) },
      }));
  }
  const cancelled = cancelledOrderOf(facts, fact);
  if (cancelled === undefined) return [];
  const inputs = { cancelled };
  return programmeAt(programmes, fact.at)
    .rules.filter(({ kind }) => kind === 'points-per-amount' || kind === 'points-per-partner-amount')
    .map(({ name }) => ({ rule: name, thing: cancelled, result: 'skipped', reason: 'order-cancelled', inputs }));
}

/** The order of a purchase, delivery or return, where it was cancelled. */
function cancelledOrderOf(facts: readonly Fact[], fact: Fact): Thing | undefined {
  if (fact.kind !== 'sale' && fact.kind !== 'delivery' && fact.kind !== 'return') return undefined;
  return facts.some((other) => other.kind === 'cancellation' && other.thing === fact.thing) ? fact.thing : undefined;
}

function reasonOf(
  { world, facts }: Asked,
  fact: Fact | undefined,
  rules: readonly RuleExplained[],
): NothingReason | undefined {
  if (!fact) return rules.length === 0 ? 'nothing-for-points' : undefined;
  if (fact.kind === 'decision') return whyNoMerge(world, fact);
  if (cancelledOrderOf(facts, fact) !== undefined) return 'order-cancelled';
  if (fact.kind === 'sale' && isSuperseded(facts, fact)) return 'superseded';
  if (rules.some(isEffect)) return undefined;
  if (fact.kind === 'delivery') return 'nothing-pending';
  return fact.kind === 'return' ? 'award-unchanged' : 'no-rule';
}

/** Why a merge changed nothing, if it did. */
function whyNoMerge(world: World, { account, decision, ...place }: FactOf<'decision'>): NothingReason | undefined {
  if (decision.kind !== 'merge') return undefined;
  const merged = world.members.get(actorOf(world, account, place))?.mergedInto;
  return isSamePlace(merged && placeOf(merged.from), placeOf(place)) ? undefined : 'merge-cycle';
}

function isSuperseded(facts: readonly Fact[], fact: FactOf<'sale'>): boolean {
  return revisionsOf(facts, fact.thing).some(({ revision }) => revision > fact.revision);
}

/** Whether a line says more than that what came back had expired. */
function isEffect({ result, points }: RuleExplained): boolean {
  return result !== 'given-back' || points !== 0n;
}

function hasEffect(
  { world, account, facts, transfers }: Asked,
  fact: Fact | undefined,
  rules: readonly RuleExplained[],
): boolean {
  if (fact?.kind === 'decision') return whyNoMerge(world, fact) === undefined;
  // A multiplier is there, whether or not an order has taken it.
  if (fact?.kind === 'multiplier-granted') return true;
  if (fact?.kind === 'cancellation' || transfers.length > 0) return true;
  if (fact?.kind === 'sale' && isSuperseded(facts, fact)) return false;
  if (rules.some((line) => isEffect(line) && (line.result !== 'skipped' || line.reason === 'not-reached-yet')))
    return true;
  const terms = world.members.get(account)?.tier.terms ?? [];
  return fact?.kind === 'sale' && terms.some(({ thing }) => thing === fact.thing);
}
