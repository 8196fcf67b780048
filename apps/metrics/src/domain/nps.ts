import { Z, type Difference } from '@perennial/figures';

import { countWithin, type ScoreCounts } from './score-counts.js';

export const NPS_BANDS = ['promoter', 'passive', 'detractor'] as const;
/** Of the answers 0 to 10: 9 and 10 promote, 7 and 8 are passive, the others detract. */
export type NpsBand = (typeof NPS_BANDS)[number];

const PROMOTERS_FROM = 9;
const PASSIVES_FROM = 7;
const HIGHEST = 100;

/** A figure with the range its true value lies in with 95 % confidence; all null when nobody answered. */
export interface ScoreWithInterval {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface Nps extends ScoreWithInterval {
  readonly n: number;
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  /** With three made-up answers more, spread like those of somebody undecided: never of zero width. */
  readonly adjusted: ScoreWithInterval;
}

export function bandOf(score: number): NpsBand {
  if (score >= PROMOTERS_FROM) return 'promoter';
  return score >= PASSIVES_FROM ? 'passive' : 'detractor';
}

/**
 * Net promoter score: 100 (P - D) / n, from -100 to 100, not rounded. 140 promoters and 30 detractors of 200 give 55.
 *
 * Its interval is the plain one: the variance of one answer is p + d - (p - d)², since P and D are shares of one sample
 * (cov = -pd / n). 90 promoters and 40 detractors of 200 give 25, 14.3772 to 35.6228. It has no width when all answer alike:
 * `adjusted` adds 3/4 of a promoter, 3/4 of a detractor and 3/2 of a passive, which gives 24.6305, 14.0900 to 35.1711.
 * Intervals end at -100 and 100.
 */
export function npsOf(scores: ScoreCounts): Nps {
  const promoters = countWithin(scores, PROMOTERS_FROM);
  const passives = countWithin(scores, PASSIVES_FROM, PROMOTERS_FROM - 1);
  const detractors = countWithin(scores, 0, PASSIVES_FROM - 1);
  const n = promoters + passives + detractors;
  const nothing = { value: null, low: null, high: null };
  return {
    ...(n === 0 ? nothing : within95(promoters, detractors, n)),
    n,
    promoters,
    passives,
    detractors,
    adjusted: n === 0 ? nothing : within95(promoters + 0.75, detractors + 0.75, n + 3),
  };
}

/**
 * By how much a score is higher than that of other answers: se = sqrt(se1² + se2²). Where the same people answered both
 * times the true interval is rather narrower.
 *
 * @returns null when nobody answered one of the times
 */
export function npsDifference(one: Nps, other: Nps): Difference | null {
  if (one.value === null || other.value === null) return null;
  const value = one.value - other.value;
  const half = Z * Math.hypot(standardError(one), standardError(other));
  return { value, low: Math.max(value - half, -2 * HIGHEST), high: Math.min(value + half, 2 * HIGHEST) };
}

function within95(promoters: number, detractors: number, n: number) {
  const value = (HIGHEST * (promoters - detractors)) / n;
  const half = Z * standardError({ promoters, detractors, n });
  return { value, low: Math.max(value - half, -HIGHEST), high: Math.min(value + half, HIGHEST) };
}

/** In points of the score. */
function standardError({ promoters, detractors, n }: Pick<Nps, 'promoters' | 'detractors' | 'n'>): number {
  const p = promoters / n;
  const d = detractors / n;
  // Rounding may leave a trace below 0 where all answer alike.
  const variance = Math.max(p + d - (p - d) ** 2, 0);
  return HIGHEST * Math.sqrt(variance / n);
}
