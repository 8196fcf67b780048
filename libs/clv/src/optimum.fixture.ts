import { nelderMead } from './nelder-mead.fixture.js';
import { seeded } from './simulated.fixture.js';

/** Logarithms of parameters, far from each other and from most truths. */
const STARTS = [
  [0, 1.5, 0, 1],
  [-1.5, 3, -1.5, 2.5],
  [1, 0, 1, 0],
];
const RANDOM_STARTS = 2;

/**
 * The largest log-likelihood found by Nelder and Mead from three starts and from random ones.
 *
 * @param logLikelihood of the data, as a function of parameters above 0
 * @param randomly how many random starts
 */
export function bestLogLikelihood(
  logLikelihood: (parameters: readonly number[]) => number,
  dimensions: number,
  randomly = RANDOM_STARTS,
): number {
  const worth = (theta: readonly number[]) => {
    // Past these bounds gamma functions of the published formulas cancel, and would show peaks that are rounding errors.
    const outside = theta.some((each) => Math.abs(each) > 12);
    const value = outside ? -Infinity : logLikelihood(theta.map(Math.exp));
    return Number.isFinite(value) ? -value : 1e300;
  };
  const starts = [...STARTS, ...randomStarts(randomly, 25)];
  return Math.max(...starts.map((start) => -nelderMead(worth, start.slice(0, dimensions)).value));
}

/** Logarithms of four parameters from e^-7 to e^4, the same for the same seed. */
export function randomStarts(count: number, seed: number): number[][] {
  const uniform = seeded(seed);
  return Array.from({ length: count }, () => Array.from({ length: 4 }, () => -7 + 11 * uniform()));
}
