import { nelderMead } from './nelder-mead.fixture.js';

/** Logarithms of parameters, far from each other and from most truths. */
const STARTS = [
  [0, 1.5, 0, 1],
  [-1.5, 3, -1.5, 2.5],
  [1, 0, 1, 0],
];

/**
 * The largest log-likelihood found by Nelder and Mead from three starts.
 *
 * @param logLikelihood of the data, as a function of parameters above 0
 */
export function bestLogLikelihood(
  logLikelihood: (parameters: readonly number[]) => number,
  dimensions: number,
): number {
  const worth = (theta: readonly number[]) => {
    // Past these bounds gamma functions of the published formulas cancel, and would show peaks that are rounding errors.
    const outside = theta.some((each) => Math.abs(each) > 12);
    const value = outside ? -Infinity : logLikelihood(theta.map(Math.exp));
    return Number.isFinite(value) ? -value : 1e300;
  };
  return Math.max(...STARTS.map((start) => -nelderMead(worth, start.slice(0, dimensions)).value));
}
