import type { Fact } from '../fact.js';
import { eventKey } from '../place.js';
import { isInternal } from '../posting/differences.js';
import type { World } from '../world.js';
import { awardKey, isBy } from './corrections.js';
import { ruleOf, type Explained } from './explain.js';
import type { CameTo, CausedTransfer, Changed, RuleExplained } from './explanation.js';

/** What was known at a moment, folded. */
export interface Folded {
  readonly world: World;
  readonly facts: readonly Fact[];
}

/** Transfers whose number follows from more than the event that caused them. */
const FOLLOWING: ReadonlySet<string> = new Set([
  ...['accrual', 'clawback', 'correction'],
  ...['reinstatement', 'expiry-reversal', 'merge', 'transfer', 'redemption'],
]);

/** What one line brought into the wallet, or took out of it. */
function signed({ result, points = 0n, inputs }: RuleExplained): bigint {
  if (result === 'awarded' || result === 'given-back' || result === 'moved-in') return points;
  if (result === 'taken-back') return BigInt(inputs['alreadyExpired'] ?? 0) - points;
  return result === 'redeemed' || result === 'moved-out' ? -points : 0n;
}

/** What a cancellation takes back is read from what was booked. */
function hasInputs({ result, inputs }: RuleExplained): boolean {
  return result === 'given-back' || !('cancelled' in inputs);
}

/**
 * What was booked because of the event and its own lines do not come to, in the order it was booked.
 *
 * @param lines what the event came to, as all facts known now make it
 * @param told  keys of what `corrections` tell of
 */
export function withoutLines(
  { transfers, facts, event }: Explained,
  lines: readonly RuleExplained[],
  told: ReadonlySet<string>,
): Changed[] {
  const isDecision = facts.some((fact) => fact.kind === 'decision' && eventKey(fact) === eventKey(event));
  const booked = new Map<string, CausedTransfer>();
  for (const each of transfers) {
    // Who drew what from whom by a decision of their own, the lots tell.
    if (!FOLLOWING.has(each.kind) || (isDecision && each.kind === 'transfer')) continue;
    const key = awardKey(each.rule, each.thing);
    booked.set(key, { ...each, points: each.points + (booked.get(key)?.points ?? 0n) });
  }
  return [...booked].flatMap(([key, { rule, thing, points }]) => {
    const own = lines.filter((line) => awardKey(line.rule, line.thing) === key && hasInputs(line));
    // Transfers that come to nothing together, such as on the way to a later verdict, are told of as well.
    const isOwn = own.length > 0 && own.reduce((sum, line) => sum + signed(line), 0n) === points;
    return isOwn || told.has(key) ? [] : [{ rule, thing, booked: points, bookedBesides: 0n }];
  });
}

/** What was known before a transaction and with it, folded as of an instant. */
export interface FoldedBoth {
  readonly before: Folded;
  readonly after: Folded;
  readonly at: number;
}

/** When what a change is about moved, as of either, the last first. */
export function instantsOf({ rule, thing }: Changed, { before, after }: FoldedBoth): number[] {
  const moved = [before, after]
    .flatMap(({ world }) => world.movements)
    .filter((movement) => movement.rule === rule && movement.thing === thing);
  return [...new Set(moved.map(({ at }) => at))].sort((a, b) => b - a);
}

/** The same, with what it came to before the transaction and with it, where that is the difference. */
export function withBoth(of: Explained, change: Changed, { before, after, at }: FoldedBoth): Changed {
  const { rule, thing, booked } = change;
  const isAbout = (each: CausedTransfer) => each.rule === rule && each.thing === thing;
  const bookings = new Set(of.transfers.filter(isAbout).map(({ bookingId }) => bookingId));
  const bookedBesides = of.related
    .filter((each) => isAbout(each) && each.account === of.account && bookings.has(each.bookingId))
    .filter(({ occurredAt }) => occurredAt <= at)
    .reduce((sum, { points }) => sum + points, 0n);
  const both = { before: cameTo(of, change, before), after: cameTo(of, change, after) };
  const isDifference = both.after.points - both.before.points === booked + bookedBesides;
  return { ...change, bookedBesides, ...(isDifference ? both : {}) };
}

function cameTo({ account }: Explained, { rule, thing }: Changed, known: Folded): CameTo {
  const { world, facts } = known;
  const isAbout = (each: { readonly rule: string; readonly thing: string }) =>
    each.rule === rule && each.thing === thing;
  const points = world.movements
    .filter((movement) => movement.account === account && isAbout(movement) && !isInternal(movement))
    .reduce((sum, movement) => sum + movement.points, 0n);
  const lines = world.outcomes.flatMap(({ outcome, account: whose, turn }) => {
    if (whose !== account || !isAbout(outcome)) return [];
    const { source, id } = turn.then ?? turn;
    const fact = facts.find((each) => isBy(each, { source, id }));
    return [{ source, id, ...ruleOf(known, outcome, fact) }];
  });
  return { points, lines };
}
