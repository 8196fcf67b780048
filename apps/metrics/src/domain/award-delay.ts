/** Steps in which a delay doubles: a quantile is told to within 9 %. */
const STEPS_PER_DOUBLING = 8;

/** How many awards came within a step, from `delayStep`. */
export interface DelayCount {
  readonly step: number;
  readonly awards: number;
}

/** Step of a delay: delays in [2^(step/8), 2^((step+1)/8)) milliseconds; all below 1 ms, also below 0, are in step 0. */
export function delayStep(delayMs: number): number {
  return delayMs < 1 ? 0 : Math.floor(Math.log2(delayMs) * STEPS_PER_DOUBLING);
}

/**
 * The delay that a share of the awards did not exceed: the upper end of the step it lies in, so never told too short, and
 * at most 9 % too long.
 *
 * @param counts in any order
 * @param share above 0, up to 1: 0.99 is the 99th percentile
 * @returns seconds; null without awards
 */
export function delayQuantile(counts: readonly DelayCount[], share: number): number | null {
  const rank = Math.ceil(share * counts.reduce((sum, { awards }) => sum + awards, 0));
  let seen = 0;
  for (const { step, awards } of [...counts].sort((a, b) => a.step - b.step)) {
    seen += awards;
    if (awards > 0 && seen >= rank) return 2 ** ((step + 1) / STEPS_PER_DOUBLING) / 1000;
  }
  return null;
}
