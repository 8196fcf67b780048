import type { TierLevel, TierSettings } from '@perennial/programme';

import { DAY_MS } from './calendar.js';
import type { Thing } from './fact.js';
import type { MembershipTerm } from './membership.js';

/** Qualifying points of one purchase, as they are now. */
export interface QualifyingCredit {
  readonly thing: Thing;
  readonly at: number;
  readonly points: bigint;
}

/** A member's tier. Plain data; changed by the functions below only. */
export interface TierState {
  /** Of the window, the oldest first; those that have left it are dropped. Changed by `setCredit` and its like only. */
  credits: QualifyingCredit[];
  /** What the credits come to: there may be thousands, too many to be summed at every fact. */
  points: bigint;
  terms: MembershipTerm[];
  /** Held by points, grace included. */
  byPoints: string;
  /** The points of `byPoints` are lost; at this instant it goes one down. */
  graceUntil?: number | undefined;
  /** Held now: by points or by membership. */
  held: string;
  /** Since when; absent before the first fact. */
  since?: number | undefined;
}

export interface TierChange {
  readonly from: string;
  readonly to: string;
  readonly at: number;
  readonly qualifyingPoints: bigint;
}

export function newTier(settings: TierSettings | undefined): TierState {
  const lowest = settings?.levels[0]?.id ?? '';
  return tierWith({ credits: [], points: 0n, terms: [], byPoints: lowest, held: lowest });
}

/** The same tier with every field there is, absent ones as undefined: of one shape, like `stateWith`. */
export function tierWith(tier: TierState): { [Field in keyof Required<TierState>]: TierState[Field] } {
  const { credits, points, terms, byPoints, graceUntil, held, since } = tier;
  return { credits, points, terms, byPoints, graceUntil, held, since };
}

export function copyTier(tier: TierState): TierState {
  const copy = tierWith(tier);
  copy.credits = [...tier.credits];
  copy.terms = [...tier.terms];
  return copy;
}

/** What credits come to, for a state that does not hold it. */
export function pointsOf(credits: readonly QualifyingCredit[]): bigint {
  return credits.reduce((sum, { points }) => sum + points, 0n);
}

export function levelOf(settings: TierSettings, id: string): TierLevel {
  const level = settings.levels.find((each) => each.id === id) ?? settings.levels[0];
  if (!level) throw new RangeError('tiers have at least one level');
  return level;
}

/** Gives the purchase these qualifying points from now on; none removes it. One that has left the window stays out. */
export function setCredit(tier: TierState, credit: QualifyingCredit): void {
  const { credits } = tier;
  const known = indexOfCredit(tier, credit);
  if (known !== undefined) tier.points -= pointsOf(credits.splice(known, 1));
  if (credit.points === 0n) return;
  const place = firstAfter(credits, credit.at);
  if (place === credits.length) credits.push(credit);
  else credits.splice(place, 0, credit);
  tier.points += credit.points;
}

export function hasCredit(tier: TierState, of: Pick<QualifyingCredit, 'thing' | 'at'>): boolean {
  return indexOfCredit(tier, of) !== undefined;
}

/** Another member's credits become this one's. */
export function takeCredits(tier: TierState, from: TierState): void {
  tier.credits = [...tier.credits, ...from.credits].sort((a, b) => a.at - b.at);
  tier.points += from.points;
  dropCredits(from);
}

export function dropCredits(tier: TierState): void {
  tier.credits = [];
  tier.points = 0n;
}

function indexOfCredit({ credits }: TierState, { thing, at }: Pick<QualifyingCredit, 'thing' | 'at'>) {
  for (let index = firstAfter(credits, at) - 1; credits[index]?.at === at; index -= 1)
    if (credits[index]?.thing === thing) return index;
  return undefined;
}

/** Index of the first credit after an instant; their number when there is none. */
function firstAfter(credits: readonly QualifyingCredit[], at: number): number {
  let [low, high] = [0, credits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((credits[middle]?.at ?? Infinity) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The next instant after `after` at which time alone may change something; undefined: none. */
export function nextTierInstant(settings: TierSettings, tier: TierState, after: number): number | undefined {
  let next = Infinity;
  const consider = (at: number) => {
    if (at > after && at < next) next = at;
  };
  const windowMs = settings.windowDays * DAY_MS;
  consider((tier.credits[firstAfter(tier.credits, after - windowMs)]?.at ?? Infinity) + windowMs);
  for (const { from, until } of tier.terms) {
    consider(from);
    consider(until);
  }
  if (tier.graceUntil !== undefined) consider(tier.graceUntil);
  return next === Infinity ? undefined : next;
}

/**
 * Brings the tier up to date at an instant: credits that have left the window (t − window, t] go, points and memberships
 * decide. Has to be called at every instant `nextTierInstant` names and after every change.
 *
 * @returns the change of the tier held, if there is one
 */
export function judgeTier(settings: TierSettings, tier: TierState, at: number): TierChange | undefined {
  const left = firstAfter(tier.credits, at - settings.windowDays * DAY_MS);
  if (left > 0) tier.points -= pointsOf(tier.credits.splice(0, left));
  if (tier.terms.length > 0 && tier.terms.some(({ until }) => until <= at))
    tier.terms = tier.terms.filter(({ until }) => until > at);
  const { points } = tier;
  const rank = (id: string) =>
    Math.max(
      0,
      settings.levels.findIndex((level) => level.id === id),
    );
  const idOf = (index: number) => settings.levels[index]?.id ?? '';
  // Whole numbers of both kinds compare exactly.
  const reached = settings.levels.findLastIndex(({ from }) => from <= points);
  judgeByPoints(settings, tier, { reached, current: rank(tier.byPoints), at, idOf });
  let highest = rank(tier.byPoints);
  for (const term of tier.terms) if (term.from <= at) highest = Math.max(highest, rank(term.tier));
  const held = idOf(highest);
  tier.since ??= at;
  if (held === tier.held) return undefined;
  const change = { from: tier.held, to: held, at, qualifyingPoints: points };
  tier.held = held;
  tier.since = at;
  return change;
}

function judgeByPoints(
  settings: TierSettings,
  tier: TierState,
  { reached, current, at, idOf }: { reached: number; current: number; at: number; idOf: (index: number) => string },
): void {
  const graceMs = settings.graceDays * DAY_MS;
  if (reached >= current) {
    tier.byPoints = idOf(reached);
    tier.graceUntil = undefined;
  } else if (tier.graceUntil === undefined) tier.graceUntil = at + graceMs;
  else if (tier.graceUntil <= at) {
    tier.byPoints = idOf(current - 1);
    if (reached < current - 1) tier.graceUntil += graceMs;
    else tier.graceUntil = undefined;
  }
}

/**
 * The instant the tier held is lost if nothing more happens, grace included; undefined in the lowest tier.
 *
 * @param at now: everything up to it has been judged
 */
export function tierValidUntil(
  settings: TierSettings,
  tier: TierState,
  at: number,
): { readonly until: number; readonly to: string } | undefined {
  const windowMs = settings.windowDays * DAY_MS;
  const ahead: TierState = { ...tier, credits: [], terms: [...tier.terms] };
  let left = 0;
  const leave = (until: number, enough: bigint): number => {
    // What leaves the window can only lower the tier, and does not while enough is left, or once the grace runs.
    for (let next = until; ; left += 1) {
      const credit = tier.credits[left];
      if (!credit || credit.at + windowMs > next) return next;
      ahead.points -= credit.points;
      if (ahead.points < enough && ahead.graceUntil === undefined) next = credit.at + windowMs;
    }
  };
  for (let after = at; ;) {
    const next = leave(
      nextTierInstant(settings, ahead, after) ?? Infinity,
      BigInt(levelOf(settings, ahead.byPoints).from),
    );
    if (next === Infinity) return undefined;
    const change = judgeTier(settings, ahead, next);
    if (change && isBelow(settings, change.to, tier.held)) return { until: next, to: change.to };
    after = next;
  }
}

/** What keeps a member in the tier held: its points, a paid membership although they do not reach, or the grace after them. */
export type HeldBy = 'points' | 'membership' | 'grace';

/** @param at now: everything up to it has been judged */
export function heldBy(tier: TierState, at: number): HeldBy {
  if (tier.byPoints === tier.held && tier.graceUntil === undefined) return 'points';
  const isTerm = tier.terms.some(({ tier: id, from, until }) => id === tier.held && from <= at && at < until);
  return isTerm ? 'membership' : 'grace';
}

/**
 * The instant at which so many points have left the window that they no longer reach for the tier held, if nothing more
 * happens; undefined where they do not reach for it now, and in the lowest tier.
 */
export function pointsLostAt(settings: TierSettings, tier: TierState): number | undefined {
  const needed = BigInt(levelOf(settings, tier.held).from);
  let { points } = tier;
  if (points < needed) return undefined;
  for (const credit of tier.credits) {
    points -= credit.points;
    if (points < needed) return credit.at + settings.windowDays * DAY_MS;
  }
  return undefined;
}

function isBelow(settings: TierSettings, a: string, b: string): boolean {
  const rank = (id: string) => settings.levels.findIndex((level) => level.id === id);
  return rank(a) < rank(b);
}
