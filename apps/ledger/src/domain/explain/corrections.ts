import { isGrant, type Fact, type FactOf, type Thing } from '../fact.js';
import { heirsOf } from '../heir.js';
import { eventKey, type Place, type Turn } from '../place.js';
import type { Inputs, Moved, Outcome } from '../rules/rule-kind.js';
import type { World } from '../world.js';
import type { Explained } from './explain.js';
import type { ChangedSince, Correction, CorrectionReason } from './explanation.js';
import { saleInputs } from './sale-inputs.js';

/** What a rule made of a fact, or the fact did, whose it was, and when it acted. */
export type OutcomeInTurn = (Outcome | Moved) & { readonly account: string; readonly turn: Turn };

/** Transfers of awards, one way or the other. */
const OF_AWARDS: ReadonlySet<string> = new Set(['accrual', 'clawback', 'correction']);

/**
 * What other events changed of what this one earned: what they take back of it, and what was booked because of them.
 *
 * @param outcomes of the event itself
 * @param earnedAtFirst keys of awards that it brought as all was known when it was booked; undefined where that is not known
 */
export function correctionsOf(
  of: Explained,
  outcomes: readonly OutcomeInTurn[],
  fact: Fact | undefined,
  earnedAtFirst?: ReadonlySet<string>,
): Correction[] {
  const awards = new Set([...awardsOf(of, outcomes, fact), ...(earnedAtFirst ?? [])]);
  if (awards.size === 0) return [];
  const actsAt = new Set(outcomes.map(({ turn }) => turn.at));
  const ownBookedAt = of.transfers[0]?.bookedAt ?? -Infinity;
  const found = new Map<string, Correction>();
  const correct = (by: Pick<Place, 'source' | 'id'>, { rule, thing }: Pick<Outcome, 'rule' | 'thing'>): Correction => {
    const { source, id } = by;
    const why = reasonOf(of.facts, by, thing);
    return found.get(keyOf(by, rule, thing)) ?? { source, id, why, rule, thing, booked: 0n };
  };
  for (const { cause, rule, thing, kind, points, bookedAt, occurredAt } of of.related) {
    if (!OF_AWARDS.has(kind) || !awards.has(awardKey(rule, thing))) continue;
    const known = correct(cause, { rule, thing });
    // What was given for another event happened at another instant; so does what an earlier revision of the same order gives.
    const happenedThen = actsAt.size > 0 && !actsAt.has(occurredAt);
    const wasAnothers = bookedAt <= ownBookedAt && earnedAtFirst?.has(awardKey(rule, thing)) === false;
    const isOfAnother = kind === 'accrual' && (happenedThen || wasAnothers);
    const why = isOfAnother && known.why !== 'amended' ? 'moved' : known.why;
    found.set(keyOf(cause, rule, thing), { ...known, why, booked: known.booked + points, bookedAt });
  }
  for (const { by, outcome, account: takenFrom } of takenBackIn(of)) {
    if (!awards.has(awardKey(outcome.rule, outcome.thing)) || eventKey(by) === eventKey(of.event)) continue;
    const known = correct(by, outcome);
    const takenBack = {
      points: outcome.points,
      inputs: inputsOf(
        of,
        outcome,
        of.facts.find((each) => isBy(each, by)),
      ),
    };
    const why = known.why === 'known-later' ? 'undone' : known.why;
    found.set(keyOf(by, outcome.rule, outcome.thing), { ...known, why, takenBack, takenFrom });
  }
  const since = [...found.values()];
  const brought = new Set(
    outcomes.flatMap((each) => (each.result === 'awarded' ? [awardKey(each.rule, each.thing)] : [])),
  );
  return [
    ...since,
    ...movedAway(
      of,
      [...awards].filter((key) => !brought.has(key)),
      since,
    ),
  ];
}

/**
 * Awards that were booked for the event, and that another one brings now: they count for that one.
 *
 * @param awards keys of those that it does not bring now
 */
function movedAway(of: Explained, awards: readonly string[], since: readonly Correction[]): Correction[] {
  const own = of.transfers.filter(({ kind }) => OF_AWARDS.has(kind)).map((each) => ({ ...each, booked: each.points }));
  const elsewhere = awards.length > 0 ? awardedIn(of) : [];
  return awards.flatMap((key): Correction[] => {
    const isAbout = ({ rule, thing }: Pick<Outcome, 'rule' | 'thing'>) => awardKey(rule, thing) === key;
    const brought = elsewhere.find(({ outcome }) => isAbout(outcome));
    if (!brought) return [];
    const booked = [...own, ...since].filter(isAbout).reduce((sum, each) => sum + each.booked, 0n);
    const taken = since.filter(isAbout).reduce((sum, each) => sum + takenBackBy(each), 0n);
    if (booked + taken === 0n) return [];
    const { source, id } = brought.by;
    const { rule, thing } = brought.outcome;
    return [{ source, id, why: 'moved', rule, thing, booked: -booked - taken }];
  });
}

/** Whether something was booked for other reasons than what is taken back now: then only what was known at first says why. */
export function hasOtherReasons({ corrections }: Pick<ChangedSince, 'corrections'>): boolean {
  return corrections.some((each) => each.booked !== -takenBackBy(each));
}

/** What expired before is gone already, and not taken again. */
function takenBackBy({ takenBack }: Pick<Correction, 'takenBack'>): bigint {
  return takenBack ? (takenBack.points ?? 0n) - BigInt(takenBack.inputs['alreadyExpired'] ?? 0) : 0n;
}

/** By rule and thing, what the event earned or could have: what it names, and nothing that others are paid for, too. */
function awardsOf(of: Explained, outcomes: readonly OutcomeInTurn[], fact: Fact | undefined): Set<string> {
  const isItsOwn = (thing: Thing) => fact !== undefined && thing === ownThing(fact);
  return new Set([
    ...outcomes
      .filter(({ result, thing }) => result === 'awarded' || (result === 'skipped' && isItsOwn(thing)))
      .map(({ rule, thing }) => awardKey(rule, thing)),
    ...of.transfers
      .filter(({ kind, thing }) => OF_AWARDS.has(kind) && isItsOwn(thing))
      .map(({ rule, thing }) => awardKey(rule, thing)),
  ]);
}

/** What is paid for this event, and for no other one. */
function ownThing(fact: Fact): Thing | undefined {
  if (fact.kind === 'sale') return fact.thing;
  return fact.kind === 'review' ? `review:${fact.reviewId}` : undefined;
}

/** Whether it is that event, told by whoever it is of. */
export function isBy(fact: Fact, by: Pick<Place, 'source' | 'id'>): boolean {
  return eventKey(fact) === eventKey(by) && 'thing' in fact;
}

export function awardKey(rule: string, thing: Thing): string {
  return `${rule}\n${thing}`;
}

function keyOf(by: Pick<Place, 'source' | 'id'>, rule: string, thing: Thing): string {
  return `${eventKey(by)}\n${awardKey(rule, thing)}`;
}

function takenBackIn({ world, account }: Explained) {
  const self = heirsOf((each) => world.members.get(each), account);
  return world.outcomes.flatMap(({ outcome, account: whose, turn }) =>
    outcome.result === 'taken-back' && self.includes(whose) ? [{ outcome, account: whose, by: turn.then ?? turn }] : [],
  );
}

function awardedIn({ world, account }: Explained) {
  const self = heirsOf((each) => world.members.get(each), account);
  return world.outcomes.flatMap(({ outcome, account: whose, turn }) =>
    outcome.result === 'awarded' && self.includes(whose) ? [{ outcome, by: turn.then ?? turn }] : [],
  );
}

function reasonOf(facts: readonly Fact[], by: Pick<Place, 'source' | 'id'>, thing: Thing): CorrectionReason {
  const key = eventKey(by);
  for (const fact of facts) {
    if (eventKey(fact) !== key) continue;
    if (fact.kind === 'review-taken-back' && thing === `review:${fact.reviewId}`) return 'undone';
    if (fact.kind === 'friend-lost' && thing === `referral:${fact.referralId}`) return 'undone';
    // What a multiplier gave goes with the order that took it.
    if (isGrant(thing) && fact.kind === 'return') return 'returned';
    if (isGrant(thing) && fact.kind === 'cancellation') return 'cancelled';
    if (!('thing' in fact) || fact.thing !== thing) continue;
    if (fact.kind === 'sale') return 'amended';
    if (fact.kind === 'return') return 'returned';
    if (fact.kind === 'cancellation') return 'cancelled';
  }
  return 'known-later';
}

/** What a rule looked at, and where it was the amount of an order, what that comes from. */
export function inputsOf(
  { world, facts }: { readonly world: World; readonly facts: readonly Fact[] },
  { thing, inputs }: Pick<Outcome, 'thing' | 'inputs'>,
  fact: Fact | undefined,
): Inputs {
  if (!('netEligibleMinor' in inputs)) return inputs;
  const sale = world.sales.get(thing) ?? (fact && 'thing' in fact ? world.sales.get(fact.thing) : undefined);
  return sale ? { ...saleInputs(sale, toldOf(facts, sale.thing)), ...inputs } : inputs;
}

/** What is kept of the event that counts: of several revisions the highest. */
function toldOf(facts: readonly Fact[], thing: Thing): unknown {
  const revisions = facts.filter((fact): fact is FactOf<'sale'> => fact.kind === 'sale' && fact.thing === thing);
  return revisions.reduce<FactOf<'sale'> | undefined>(
    (highest, each) => (highest && highest.revision >= each.revision ? highest : each),
    undefined,
  )?.data;
}
