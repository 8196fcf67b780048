import type { TierSettings } from '@perennial/programme';

import { DAY_MS } from './calendar.js';
import type { Thing } from './fact.js';
import type { TierState } from './tier.js';

/** One paid membership: a tier held at least, `from` inclusive, `until` exclusive. */
export interface MembershipTerm {
  readonly thing: Thing;
  readonly lineId: string;
  readonly tier: string;
  readonly from: number;
  readonly until: number;
  /** What the line cost, in minor units: of a term that ends early, it is known what falls on the rest. */
  readonly paid?: { readonly minor: number; readonly currency: string };
}

/**
 * A term of its own, as soon as no term of that tier or of a higher one runs: bought again it prolongs, and a higher one
 * begins at once.
 */
export function beginTerm(
  { levels }: Pick<TierSettings, 'levels'>,
  tier: Pick<TierState, 'terms'>,
  { days, at, ...bought }: Omit<MembershipTerm, 'from' | 'until'> & { days: number; at: number },
): void {
  const rank = (id: string) => levels.findIndex((level) => level.id === id);
  const from = tier.terms
    .filter((term) => rank(term.tier) >= rank(bought.tier))
    .reduce((end, { until }) => Math.max(end, until), at);
  tier.terms.push({ ...bought, from, until: from + days * DAY_MS });
}

/** Ends the term of one line, or of all lines of an order. The terms after it keep their dates. */
export function endTerm(tier: Pick<TierState, 'terms'>, of: { thing: Thing; lineId?: string }, at: number): void {
  tier.terms = tier.terms.map((term) =>
    term.thing === of.thing && (of.lineId === undefined || term.lineId === of.lineId) && term.until > at
      ? { ...term, from: Math.min(term.from, at), until: at }
      : term,
  );
}

/**
 * What of the price of a term falls on the time that is left of it: whole minor units, rounded down.
 *
 * @param at when it ends early; before its beginning, all of it is left
 */
export function unusedMinor(
  { paid, from, until }: Pick<MembershipTerm, 'paid' | 'from' | 'until'>,
  at: number,
): number {
  const left = BigInt(until - Math.min(Math.max(at, from), until));
  return Number((BigInt(paid?.minor ?? 0) * left) / BigInt(until - from));
}
