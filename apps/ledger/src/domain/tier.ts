import type { TierLevel, TierSettings } from '@perennial/programme';

import { DAY_MS } from './calendar.js';
import type { Thing } from './fact.js';

/** Qualifying points of one purchase, as they are now. */
export interface QualifyingCredit {
  readonly thing: Thing;
  readonly at: number;
  readonly points: bigint;
}

/** One paid membership: a tier held at least, `from` inclusive, `until` exclusive. */
export interface MembershipTerm {
  readonly thing: Thing;
  readonly lineId: string;
  readonly tier: string;
  readonly from: number;
  readonly until: number;
}

/** A member's tier. Plain data; changed by the functions below only. */
export interface TierState {
  /** Of the window; those that have left it are dropped. */
  credits: QualifyingCredit[];
  terms: MembershipTerm[];
  /** Held by points, grace included. */
  byPoints: string;
  /** The points of `byPoints` are lost; at this instant it goes one down. */
  graceUntil?: number;
  /** Held now: by points or by membership. */
  held: string;
  /** Since when; absent before the first fact. */
  since?: number;
}

export interface TierChange {
  readonly from: string;
  readonly to: string;
  readonly at: number;
  readonly qualifyingPoints: bigint;
}

export function newTier(settings: TierSettings | undefined): TierState {
  const lowest = settings?.levels[0]?.id ?? '';
  return { credits: [], terms: [], byPoints: lowest, held: lowest };
}

export function copyTier(tier: TierState): TierState {
  return { ...tier, credits: [...tier.credits], terms: [...tier.terms] };
}

export function qualifyingPoints({ credits }: TierState): bigint {
  return credits.reduce((sum, { points }) => sum + points, 0n);
}

export function levelOf(settings: TierSettings, id: string): TierLevel {
  const level = settings.levels.find((each) => each.id === id) ?? settings.levels[0];
  if (!level) throw new RangeError('tiers have at least one level');
  return level;
}

/** Gives the purchase these qualifying points from now on; none removes it. One that has left the window stays out. */
export function setCredit(tier: TierState, credit: QualifyingCredit): void {
  const index = tier.credits.findIndex(({ thing }) => thing === credit.thing);
  if (credit.points === 0n) {
    if (index >= 0) tier.credits.splice(index, 1);
  } else if (index >= 0) tier.credits[index] = credit;
  else tier.credits.push(credit);
}

export function hasCredit(tier: TierState, thing: Thing): boolean {
  return tier.credits.some((credit) => credit.thing === thing);
}

/** A term of its own, at the end of the terms there are, or now. */
export function beginTerm(
  tier: TierState,
  { thing, lineId, tier: granted, days, at }: Omit<MembershipTerm, 'from' | 'until'> & { days: number; at: number },
): void {
  const from = tier.terms.reduce((end, { until }) => Math.max(end, until), at);
  tier.terms.push({ thing, lineId, tier: granted, from, until: from + days * DAY_MS });
}

/** Ends the term of one line, or of all lines of an order. The terms after it keep their dates. */
export function endTerm(tier: TierState, of: { thing: Thing; lineId?: string }, at: number): void {
  tier.terms = tier.terms.map((term) =>
    term.thing === of.thing && (of.lineId === undefined || term.lineId === of.lineId) && term.until > at
      ? { ...term, from: Math.min(term.from, at), until: at }
      : term,
  );
}

/** The next instant after `after` at which time alone may change something; undefined: none. */
export function nextTierInstant(settings: TierSettings, tier: TierState, after: number): number | undefined {
  let next = Infinity;
  const consider = (at: number) => {
    if (at > after && at < next) next = at;
  };
  for (const { at } of tier.credits) consider(at + settings.windowDays * DAY_MS);
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
  const windowMs = settings.windowDays * DAY_MS;
  if (tier.credits.some((credit) => credit.at + windowMs <= at))
    tier.credits = tier.credits.filter((credit) => credit.at + windowMs > at);
  if (tier.terms.some(({ until }) => until <= at)) tier.terms = tier.terms.filter(({ until }) => until > at);
  const points = qualifyingPoints(tier);
  const rank = (id: string) =>
    Math.max(
      0,
      settings.levels.findIndex((level) => level.id === id),
    );
  const idOf = (index: number) => settings.levels[index]?.id ?? '';
  const reached = settings.levels.findLastIndex(({ from }) => BigInt(from) <= points);
  judgeByPoints(settings, tier, { reached, current: rank(tier.byPoints), at, idOf });
  const floor = tier.terms.filter(({ from }) => from <= at).map(({ tier: id }) => rank(id));
  const held = idOf(Math.max(rank(tier.byPoints), ...floor));
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
    delete tier.graceUntil;
  } else if (tier.graceUntil === undefined) tier.graceUntil = at + graceMs;
  else if (tier.graceUntil <= at) {
    tier.byPoints = idOf(current - 1);
    if (reached < current - 1) tier.graceUntil += graceMs;
    else delete tier.graceUntil;
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
  const ahead = copyTier(tier);
  for (let next = nextTierInstant(settings, ahead, at); next !== undefined;) {
    const change = judgeTier(settings, ahead, next);
    const lost = change && isBelow(settings, change.to, tier.held);
    if (lost) return { until: next, to: change.to };
    next = nextTierInstant(settings, ahead, next);
  }
  return undefined;
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
  let points = qualifyingPoints(tier);
  if (points < needed) return undefined;
  for (const credit of [...tier.credits].sort((a, b) => a.at - b.at)) {
    points -= credit.points;
    if (points < needed) return credit.at + settings.windowDays * DAY_MS;
  }
  return undefined;
}

function isBelow(settings: TierSettings, a: string, b: string): boolean {
  const rank = (id: string) => settings.levels.findIndex((level) => level.id === id);
  return rank(a) < rank(b);
}
