import type { PurchaseDays } from './purchase-history.js';

/** Four bounds part the customers of a currency into fifths; ascending. */
export interface RfmBounds {
  /** Days since the last purchase day. */
  readonly recency: readonly number[];
  /** Purchase days. */
  readonly frequency: readonly number[];
  /** Mean minor units per purchase day. */
  readonly monetary: readonly number[];
}

/** 1 to 5 each; 5 is best: bought just now, often, for much. */
interface RfmScores {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
}

export const SEGMENTS = [
  'champions',
  'loyal',
  'potential-loyalist',
  'new',
  'promising',
  'needs-attention',
  'about-to-sleep',
  'at-risk',
  'cant-lose-them',
  'hibernating',
  'lost',
] as const;
export type Segment = (typeof SEGMENTS)[number];

/** Row: recency 5 to 1. Column: frequency and money 1 to 5. Every pair of scores has one name. */
const GRID: Readonly<Record<number, readonly Segment[]>> = {
  5: ['new', 'potential-loyalist', 'potential-loyalist', 'champions', 'champions'],
  4: ['promising', 'potential-loyalist', 'potential-loyalist', 'loyal', 'loyal'],
  3: ['about-to-sleep', 'about-to-sleep', 'needs-attention', 'loyal', 'loyal'],
  2: ['hibernating', 'hibernating', 'at-risk', 'at-risk', 'cant-lose-them'],
  1: ['lost', 'hibernating', 'at-risk', 'at-risk', 'cant-lose-them'],
};

/**
 * The bounds of the fifths of customers as of a day: quintiles of recency, frequency and money, as Hughes scored them
 * (Strategic Database Marketing, 1994).
 *
 * @param today days since 1970-01-01
 */
export function rfmBounds(histories: readonly PurchaseDays[], today: number): RfmBounds {
  const measures = histories.map((history) => measuresOf(history, today));
  const bounds = (values: number[]): number[] => {
    const sorted = Float64Array.from(values).sort();
    // Of each fifth the last: who is alike is in one fifth.
    return [1, 2, 3, 4].map((fifth) => sorted[Math.ceil((fifth * sorted.length) / 5) - 1] ?? 0);
  };
  return {
    recency: bounds(measures.map(({ recency }) => recency)),
    frequency: bounds(measures.map(({ frequency }) => frequency)),
    monetary: bounds(measures.map(({ monetary }) => monetary)),
  };
}

/**
 * A customer's scores. Of several bounds that are one value all customers with it stay below: where more than a fifth bought
 * once, all of those have the lowest score, and none of them a better one than another.
 */
export function rfmScores(history: PurchaseDays, bounds: RfmBounds, today: number): RfmScores {
  const { recency, frequency, monetary } = measuresOf(history, today);
  const above = (value: number, of: readonly number[]) => of.filter((bound) => value > bound).length;
  return {
    recency: 5 - above(recency, bounds.recency),
    frequency: 1 + above(frequency, bounds.frequency),
    monetary: 1 + above(monetary, bounds.monetary),
  };
}

/** The name of a customer's segment: by recency, and by the mean of frequency and money, rounded down. */
export function segmentOf({ recency, frequency, monetary }: RfmScores): Segment {
  const segment = GRID[recency]?.[Math.floor((frequency + monetary) / 2) - 1];
  if (!segment) throw new RangeError(`scores must be 1 to 5: ${recency}, ${frequency}, ${monetary}`);
  return segment;
}

function measuresOf({ purchaseDays, lastDay, totalMinor }: PurchaseDays, today: number): RfmScores {
  return {
    recency: Math.max(0, today - lastDay),
    frequency: purchaseDays,
    monetary: Number(totalMinor) / purchaseDays,
  };
}
