import {
  hessian,
  invertPositiveDefinite,
  minimise,
  type Box,
  type Manner,
  type Minimum,
  type Objective,
  type Start,
} from './minimise.js';

/** Why there is no fit: the data cannot say anything about the parameters. */
export interface NotFitted {
  readonly fitted: false;
  readonly reason: 'too-few-customers' | 'no-repeat-purchases' | 'no-spend';
  /** For a person: what was there and what is needed. */
  readonly detail: string;
}

/** What every fit says about itself, so that a stored model can be judged later. */
export interface FitReport {
  readonly fitted: true;
  /** Natural logarithm of the likelihood, summed over the customers, in the unit of the data. */
  readonly logLikelihood: number;
  /** Norm of the gradient of the mean log-likelihood per customer in the logarithms of the parameters; below 1e-6 is a maximum. */
  readonly gradientNorm: number;
  /** Customers the likelihood was summed over. */
  readonly customers: number;
  /** Steps of the best start. */
  readonly iterations: number;
}

/** The best of several starts, so that one bad start does not decide. */
export function minimiseFrom(objective: Objective, starts: readonly Start[], box: Box, manner?: Manner): Minimum {
  const found = starts.map((start) => minimise(objective, start, box, manner));
  return found.reduce((best, next) => (next.value < best.value ? next : best));
}

/**
 * Which coordinates have left a box outside of which data can hardly tell a parameter from 0 or from infinity. Where the search
 * stops out there is chance: the likelihood no longer moves.
 */
export function ranAway({ theta }: Minimum, { lower, upper }: Box): boolean[] {
  return Array.from(theta, (at, i) => at <= lower[i]! || at >= upper[i]!);
}

/** What a log-likelihood may lose to rounding, as a part of it. */
const ROUNDING = 1e-12;

/** Whether a value is no worse than another, but for rounding errors. */
export function isAsGood(value: number, other: number): boolean {
  return value <= other + ROUNDING * Math.abs(other);
}

/**
 * Takes what has run away on to the edge of the box, one coordinate after the other, and the others to the best beside it: where it
 * had stopped on its way, in a likelihood that no longer moves, would depend on the last digits of the data. What is worse there stays.
 */
export function toTheEdge(objective: Objective, from: Minimum, knowable: Box, box: Box): Minimum {
  let best = from;
  let within = box;
  ranAway(from, knowable).forEach((isAway, i) => {
    if (!isAway) return;
    const edge = best.theta[i]! >= knowable.upper[i]! ? box.upper[i]! : box.lower[i]!;
    const held = { lower: [...within.lower], upper: [...within.upper] };
    held.lower[i] = held.upper[i] = edge;
    const found = minimise(objective, best.theta, held);
    if (!isAsGood(found.value, best.value)) return;
    best = found;
    within = held;
  });
  return best;
}

/**
 * Standard errors of the coordinates of `theta`, from the inverse of the observed information. Undefined when a
 * coordinate has run away or the information is not positive definite: the data do not determine all of them.
 *
 * @param customers the objective is minus the mean log-likelihood over so many
 */
export function standardErrors(
  objective: Objective,
  minimum: Minimum,
  knowable: Box,
  customers: number,
): number[] | undefined {
  if (ranAway(minimum, knowable).some(Boolean)) return undefined;
  const information = hessian(objective, minimum.theta, [...minimum.theta.keys()]);
  const covariance = information && invertPositiveDefinite(information);
  return covariance?.map((row, i) => Math.sqrt(row[i]! / customers));
}
