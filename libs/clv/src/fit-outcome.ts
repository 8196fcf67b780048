import { hessian, invertPositiveDefinite, minimise, type Box, type Minimum, type Objective } from './minimise.js';

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
export function minimiseFrom(objective: Objective, starts: readonly (readonly number[])[], box: Box): Minimum {
  const found = starts.map((start) => minimise(objective, start, box));
  return found.reduce((best, next) => (next.value < best.value ? next : best));
}

/**
 * Standard errors of the coordinates of `theta`, from the inverse of the observed information. Undefined when a
 * coordinate stands at its bound or the information is not positive definite: the data do not determine all of them.
 *
 * @param customers the objective is minus the mean log-likelihood over so many
 */
export function standardErrors(objective: Objective, minimum: Minimum, customers: number): number[] | undefined {
  if (minimum.atBound.some(Boolean)) return undefined;
  const all = minimum.atBound.map((_, i) => i);
  const information = hessian(objective, minimum.theta, all);
  const covariance = information && invertPositiveDefinite(information);
  return covariance?.map((row, i) => Math.sqrt(row[i]! / customers));
}
