import { negativeMeanLogLikelihoodBgBb } from './bg-bb-likelihood.js';
import { limitOfChances } from './dropout-limit.js';
import type { NotFitted } from './fit-outcome.js';
import { fitPurchases, type FittedPurchases, type PurchaseLikelihood } from './fit-purchases.js';
import { groupHistories } from './histories.js';

/**
 * Histories of customers who have opportunities to buy, such as a yearly appeal or a weekly market: one element per
 * customer (or per group of equal customers), all arrays of the same length. The purchase that made a customer comes
 * before the first opportunity.
 */
export interface OpportunityHistories {
  /** Opportunities taken. Whole, from 0. */
  readonly x: Float64Array;
  /** Number of the last opportunity taken, from 1; 0 where `x` is 0. Never below `x`. */
  readonly tx: Float64Array;
  /** Opportunities so far; whole, from `tx` to 10,000. */
  readonly n: Float64Array;
  /** How many customers an element stands for; absent: one each. Above 0. */
  readonly weight?: Float64Array;
}

/** With more, the time between them no longer matters, and a model in continuous time says the same for less. */
const MOST_OPPORTUNITIES = 10_000;

type Name = 'alpha' | 'beta' | 'gamma' | 'delta';

export type BgBbFit = FittedPurchases<'bgbb', Name>;

const BG_BB: PurchaseLikelihood<'bgbb', Name> = {
  model: 'bgbb',
  names: ['alpha', 'beta', 'gamma', 'delta'],
  times: [],
  box: { lower: [-24, -24, -24, -24], upper: [20, 20, 17, 30] },
  // Beyond these everybody takes opportunities, or gives up, with the same probability, or nobody gives up.
  knowable: { lower: [-14, -14, -14, -14], upper: [12, 12, 10, 14] },
  withoutDropout: { lower: [-24, -24, -24, 30], upper: [20, 20, -24, 30] },
  objective: negativeMeanLogLikelihoodBgBb,
  goneAtOnce: [
    [0.001, 0.01],
    [0.0003, 0.03],
  ].map((dropout) => dropout.map(Math.log)),
  dropoutLimit: limitOfChances,
  /** Alike and unlike customers, early and rare dropout; such that the mean share of opportunities taken is the observed one. */
  starts({ T, weight, repeatPurchases }) {
    const offered = T.reduce((sum, n, i) => sum + n * weight[i]!, 0);
    const share = Math.min(0.99, repeatPurchases / offered);
    return [
      [2, 0.5, 3],
      [1, 1, 5],
      [5, 0.1, 3],
    ].map(([size = 1, gamma = 1, delta = 1]) => [size * share, size * (1 - share), gamma, delta].map(Math.log));
  },
};

/**
 * Fits BG/BB (Fader, Hardie and Shang 2010, Marketing Science 29(6)) by maximum likelihood, as the other models are. In
 * it customers take an opportunity or not, and may give up before each.
 *
 * @returns parameters, none of which has a unit; or why nothing can be said. On the 11,104 donors of the paper alpha 1.204,
 *   beta .750, gamma .657, delta 2.783, log-likelihood -33225.6.
 * @throws RangeError when an element is not a possible history
 */
export function fitBgBb({ x, tx, n, weight }: OpportunityHistories): BgBbFit | NotFitted {
  const grouped = groupHistories({ x, tx, T: n, ...(weight && { weight }) });
  x.forEach((count, i) => {
    const possible =
      Number.isInteger(tx[i]) && Number.isInteger(n[i]) && count <= tx[i]! && n[i]! <= MOST_OPPORTUNITIES;
    if (!possible) {
      throw new RangeError(
        `element ${i} is not a history: x ${count}, tx ${tx[i]}, n ${n[i]}; ` +
          `needs whole x <= tx <= n <= ${MOST_OPPORTUNITIES}`,
      );
    }
  });
  return fitPurchases(BG_BB, grouped);
}
