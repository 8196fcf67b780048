import { limitOfRates } from './dropout-limit.js';
import type { NotFitted } from './fit-outcome.js';
import { fitPurchases, observedRate, type FittedPurchases, type PurchaseLikelihood } from './fit-purchases.js';
import { groupHistories, type Histories } from './histories.js';
import { negativeMeanLogLikelihoodPareto } from './pareto-nbd-likelihood.js';

type Name = 'r' | 'alpha' | 's' | 'beta';

export type ParetoNbdFit = FittedPurchases<'paretonbd', Name>;

/** Of which the exponential is 0 in a double, as `beta` is in the limit. */
const LOG_OF_ZERO = -800;

const PARETO_NBD: PurchaseLikelihood<'paretonbd', Name> = {
  model: 'paretonbd',
  names: ['r', 'alpha', 's', 'beta'],
  times: ['alpha', 'beta'],
  // Of beta as far as doubles go: the likelihood moves with 1 / ln(1/beta).
  box: { lower: [-24, -24, -24, -600], upper: [20, 30, 20, 30] },
  // Beyond these everybody buys, or gives up, at the same rate, or nobody gives up.
  knowable: { lower: [-14, -14, -14, -14], upper: [10, 14, 10, 14] },
  withoutDropout: { lower: [-24, -24, -24, 30], upper: [20, 30, -24, 30] },
  objective: negativeMeanLogLikelihoodPareto,
  goneAtOnce: [
    [0.01, 0.001],
    [0.001, 0.0001],
  ].map((dropout) => dropout.map(Math.log)),
  someAtOnce: {
    box: { lower: [-24, -24, -24, LOG_OF_ZERO], upper: [20, 30, 20, LOG_OF_ZERO] },
    start: [Math.log(0.05), LOG_OF_ZERO],
    /** The same share gives up by about the time of `longest`. */
    beside: ([logS = 0]) => [24, 150].map((logTime) => [logS - Math.log(logTime), -logTime]),
  },
  dropoutLimit: limitOfRates,
  /** Heterogeneous and homogeneous rates, early and rare dropout; alpha such that the mean rate is the observed one. */
  starts(grouped) {
    const rate = observedRate(grouped);
    return [
      [1, 1, 1],
      [0.3, 0.5, 0.2],
      [2, 0.3, 3],
    ].map(([r = 1, s = 1, beta = 1]) => [Math.log(r), Math.log(r / rate), Math.log(s), Math.log(beta)]);
  },
};

/**
 * Fits Pareto/NBD (Schmittlein, Morrison and Colombo 1987) by maximum likelihood, in which a customer may give up at any
 * instant. The logarithms of the parameters, the analytic gradient, BFGS from several starts, where
 * none or few give up too, the best kept. Independent of the unit of time. Takes two to three times as long as `fitBgNbd`.
 *
 * @param histories one element per customer, or per distinct history with a weight; see `Histories` for the ranges
 * @returns parameters with `alpha`, `beta` and `logLikelihood` in the unit of `tx` and `T`; or why nothing can be said.
 *   On CDNOW r .553, alpha 10.578, s .606, beta 11.669, log-likelihood -9594.976, weeks.
 *   Where the best is the limit in which some give up at once and the others never, `beta` is 0: see `ParetoNbdParameters`.
 * @throws RangeError when an element is not a possible history
 */
export function fitParetoNbd(histories: Histories): ParetoNbdFit | NotFitted {
  return fitPurchases(PARETO_NBD, groupHistories(histories));
}
