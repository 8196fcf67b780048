import type { TierLevel, TierSettings } from '@perennial/programme';

import { DAY_MS } from './calendar.js';
import { Credits } from './credits.js';
import type { MembershipTerm } from './membership.js';

/** A member's tier. */
export interface TierState {
  /** Of the window; those that have left it are dropped. */
  credits: Credits;
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
  return tierWith({ credits: new Credits(), terms: [], byPoints: lowest, held: lowest });
}

/** The same tier with every field there is, absent ones as undefined: of one shape, like `stateWith`. */
export function tierWith(tier: TierState): { [Field in keyof Required<TierState>]: TierState[Field] } {
  const { credits, terms, byPoints, graceUntil, held, since } = tier;
  return { credits, terms, byPoints, graceUntil, held, since };
}

export function copyTier(tier: TierState): TierState {
  const copy = tierWith(tier);
  copy.credits = tier.credits.copy();
  copy.terms = [...tier.terms];
  return copy;
}

export function levelOf(settings: TierSettings, id: string): TierLevel {
  const level = settings.levels.find((each) => each.id === id) ?? settings.levels[0];
  if (!level) throw new RangeError('tiers have at least one level');
  return level;
}

/** The next instant after `after` at which time alone may change something; undefined: none. */
export function nextTierInstant(settings: TierSettings, tier: TierState, after: number): number | undefined {
  let next = Infinity;
  const consider = (at: number) => {
    if (at > after && at < next) next = at;
  };
  const windowMs = settings.windowDays * DAY_MS;
  consider((tier.credits.nextAfter(after - windowMs) ?? Infinity) + windowMs);
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
  tier.credits.dropUntil(at - settings.windowDays * DAY_MS);
  return judge(settings, tier, { at, points: tier.credits.points });
}

function judge(
  settings: TierSettings,
  tier: TierState,
  { at, points }: { readonly at: number; readonly points: bigint },
): TierChange | undefined {
  if (tier.terms.length > 0 && tier.terms.some(({ until }) => until <= at))
    tier.terms = tier.terms.filter(({ until }) => until > at);
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
  // Of thousands of credits only the newest matter: those that reach for the highest level.
  const highest = BigInt(settings.levels.at(-1)?.from ?? 0);
  const ahead: TierState = { ...tier, credits: new Credits(), terms: [...tier.terms] };
  for (let after = at; ;) {
    // What leaves the window can only lower the tier, and does not while enough is left, or once the grace runs.
    const needed = BigInt(levelOf(settings, ahead.byPoints).from);
    const lostAt = ahead.graceUntil === undefined ? tier.credits.lastNeededFor(needed) : undefined;
    const next = Math.min(nextTierInstant(settings, ahead, after) ?? Infinity, (lostAt ?? Infinity) + windowMs);
    if (next === Infinity) return undefined;
    const change = judge(settings, ahead, { at: next, points: tier.credits.pointsAfter(next - windowMs, highest) });
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
  const lost = tier.credits.lastNeededFor(BigInt(levelOf(settings, tier.held).from));
  return lost === undefined ? undefined : lost + settings.windowDays * DAY_MS;
}

function isBelow(settings: TierSettings, a: string, b: string): boolean {
  const rank = (id: string) => settings.levels.findIndex((level) => level.id === id);
  return rank(a) < rank(b);
}
