import { awardsOf, limitsIn, type EarnLimits, type EarnRule, type Programme } from '@perennial/programme';

import { DAY_MS, dayOf } from '../calendar.js';
import type { MemberState } from '../member-state.js';
import { EARNED_MAX } from '../rules/amount-award.js';
import type { Decided, Inputs, Outcome } from '../rules/rule-kind.js';

type Awarded = Extract<Outcome, { result: 'awarded' }>;

/** What was paid to a member, as far as limits of a day, a month or the days between ask for it. */
interface Paid {
  /** Calendar day of the newest award, such as `2027-03-31`; empty: there was none. */
  readonly day: string;
  readonly paidOnDay: number;
  readonly pointsOnDay: bigint;
  readonly paidInMonth: number;
  readonly pointsInMonth: bigint;
}

const nothing: Paid = { day: '', paidOnDay: 0, pointsOnDay: 0n, paidInMonth: 0, pointsInMonth: 0n };

/** Among what rules remember: no name of a rule or award has a space. */
const memoryOf = (award: string) => `paid as ${award}`;
const WALLET = 'paid by all rules';

const none: EarnLimits = {};

/**
 * What of a rule's awards the limits let through: those of the award itself, then those of the wallet. An award is cut to
 * the points that are left; one of which nothing is left is skipped and remembered by nobody, so it uses up nothing else. An
 * achievement is reached all the same, with its badge and without points: it is what was done, and no limit undoes that.
 * Room that was taken stays taken, whatever is returned: so what an order earned does not depend on returns of others.
 */
export function withinLimits(
  { earning, timeZone }: Programme,
  rule: EarnRule,
  { memory }: Pick<MemberState, 'memory'>,
  at: number,
  decided: Decided<unknown>,
): Decided<unknown> {
  if (!decided.outcomes.some(isPaid)) return decided;
  let skipped = false;
  const outcomes = decided.outcomes.map((outcome): Outcome => {
    if (!isPaid(outcome)) return outcome;
    const award = awardsOf(rule).find(({ name }) => name === outcome.rule);
    const counts = [
      { key: memoryOf(outcome.rule), limits: limitsIn(award ?? none), prefix: '' },
      { key: WALLET, limits: limitsIn(earning ?? none), prefix: 'wallet' },
    ].filter(({ limits }) => Object.keys(limits).length > 0);
    if (counts.length === 0) return outcome;
    const day = dayOf(at, timeZone);
    const paid = counts.map((each) => ({ ...each, before: paidBy(memory[each.key] as Paid | undefined, day) }));
    const { points, inputs } = limitedTo(outcome, day, paid);
    if (points > 0n) for (const { key, before } of paid) memory[key] = oneMore(before, day, points);
    if (points > 0n || rule.kind === 'points-per-achievement') return { ...outcome, points, inputs };
    skipped = true;
    const { thing, formula } = outcome;
    return {
      result: 'skipped',
      rule: outcome.rule,
      thing,
      reason: 'limit-reached',
      inputs,
      ...(formula && { formula }),
    };
  });
  return skipped ? { outcomes } : { ...decided, outcomes };
}

/** The same for what a member can earn by rules in all, whatever the programme says: beyond it a sum would be shown rounded. */
export function withinWallet(
  { kind }: Pick<EarnRule, 'kind'>,
  { totals }: Pick<MemberState, 'totals'>,
  decided: Decided<unknown>,
): Decided<unknown> {
  const isAchievement = kind === 'points-per-achievement';
  let { earned } = totals;
  const wanted = decided.outcomes.reduce((sum, outcome) => (isPaid(outcome) ? sum + outcome.points : sum), 0n);
  if (earned + wanted <= EARNED_MAX) return decided;
  const outcomes = decided.outcomes.map((outcome): Outcome => {
    if (!isPaid(outcome)) return outcome;
    const room = earned < EARNED_MAX ? EARNED_MAX - earned : 0n;
    const points = outcome.points < room ? outcome.points : room;
    const inputs = { ...outcome.inputs, earnedBefore: Number(earned), earnedMax: Number(EARNED_MAX) };
    earned += points;
    if (points === outcome.points) return outcome;
    const { rule, thing, formula } = outcome;
    if (points > 0n || isAchievement) return { ...outcome, points, inputs };
    return { result: 'skipped', rule, thing, reason: 'limit-reached', inputs, ...(formula && { formula }) };
  });
  return { ...decided, outcomes };
}

function isPaid(outcome: Outcome): outcome is Awarded {
  return outcome.result === 'awarded' && outcome.points !== 0n;
}

interface Count {
  readonly limits: EarnLimits;
  readonly prefix: string;
  readonly before: Paid;
}

/** The points that are left for an award; none: a limit of times or days leaves nothing either. */
function limitedTo(outcome: Awarded, day: string, counts: readonly Count[]): Pick<Awarded, 'points' | 'inputs'> {
  const inputs = Object.assign({ ...outcome.inputs, day }, ...counts.map(inputsOf)) as Inputs;
  const room = counts.every((count) => isDue(count, day)) ? leastOf(counts.flatMap(roomsOf)) : 0n;
  if (room === undefined) return { points: outcome.points, inputs };
  const points = room < outcome.points ? room : outcome.points;
  return { points, inputs: { ...inputs, pointsLeft: Number(room) } };
}

/** A later version may have lowered a limit below what was paid: then nothing is left. */
function leastOf(rooms: readonly bigint[]): bigint | undefined {
  const [first, ...rest] = rooms;
  if (first === undefined) return undefined;
  const least = rest.reduce((a, b) => (b < a ? b : a), first);
  return least > 0n ? least : 0n;
}

/** Whether one more may be paid, however many points it is. */
function isDue({ limits: { paidPerDayMax, paidPerMonthMax, daysBetweenMin }, before }: Count, day: string): boolean {
  if (paidPerDayMax !== undefined && before.paidOnDay >= paidPerDayMax) return false;
  if (paidPerMonthMax !== undefined && before.paidInMonth >= paidPerMonthMax) return false;
  return daysBetweenMin === undefined || before.day === '' || daysFrom(before.day, day) >= daysBetweenMin;
}

function daysFrom(day: string, later: string): number {
  return (Date.parse(later) - Date.parse(day)) / DAY_MS;
}

function roomsOf({ limits: { pointsPerDayMax, pointsPerMonthMax }, before }: Count): bigint[] {
  return [
    pointsPerDayMax === undefined ? [] : [BigInt(pointsPerDayMax) - before.pointsOnDay],
    pointsPerMonthMax === undefined ? [] : [BigInt(pointsPerMonthMax) - before.pointsInMonth],
  ].flat();
}

/** What was paid before, as far as it is of the day, or of its month. */
function paidBy(known: Paid | undefined, day: string): Paid {
  if (known === undefined || known.day === day) return known ?? nothing;
  const sameMonth = known.day.slice(0, 7) === day.slice(0, 7);
  return { ...(sameMonth ? known : nothing), day: known.day, paidOnDay: 0, pointsOnDay: 0n };
}

function oneMore({ paidOnDay, pointsOnDay, paidInMonth, pointsInMonth }: Paid, day: string, points: bigint): Paid {
  return {
    day,
    paidOnDay: paidOnDay + 1,
    pointsOnDay: pointsOnDay + points,
    paidInMonth: paidInMonth + 1,
    pointsInMonth: pointsInMonth + points,
  };
}

/** Each limit, and what of it was used up before. */
function inputsOf({ limits, prefix, before }: Count): Inputs {
  const used: Readonly<Record<keyof EarnLimits, Inputs>> = {
    paidPerDayMax: { paidOnDayBefore: before.paidOnDay },
    paidPerMonthMax: { paidInMonthBefore: before.paidInMonth },
    pointsPerDayMax: { pointsOnDayBefore: Number(before.pointsOnDay) },
    pointsPerMonthMax: { pointsInMonthBefore: Number(before.pointsInMonth) },
    daysBetweenMin: { paidLastOn: before.day === '' ? null : before.day },
  };
  const inputs = Object.entries(limits).flatMap(([limit, value]) =>
    Object.entries({ [limit]: value, ...used[limit as keyof EarnLimits] }),
  );
  return Object.fromEntries(inputs.map(([name, value]) => [named(prefix, name), value]));
}

/** `pointsOnDayBefore`, of the wallet `walletPointsOnDayBefore` */
function named(prefix: string, name: string): string {
  return prefix === '' ? name : prefix + name.charAt(0).toUpperCase() + name.slice(1);
}
