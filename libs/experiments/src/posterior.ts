import gammaln from '@stdlib/math-base-special-gammaln';
import { randomBeta, randomGamma, randomNormal } from 'd3-random';

import type { Sample } from './sample.js';
import type { Uniform } from './uniform.js';

/** What is known of a rate: the Beta distribution of `a` and `b`, both above 0. Beta(1, 1) is nothing. */
export interface BetaPosterior {
  readonly kind: 'beta';
  readonly a: number;
  readonly b: number;
}

/**
 * What is known of the mean of a figure whose variance is unknown, too (normal-inverse-gamma): the variance is inverse gamma of
 * `shape` and `rate`, and given it the mean is normal around `mean` with the variance divided by `weight`.
 */
export interface GaussianPosterior {
  readonly kind: 'gaussian';
  readonly mean: number;
  /** As much as so many customers say, above 0. */
  readonly weight: number;
  /** Above 0. */
  readonly shape: number;
  /** In the unit of the figure squared, above 0. */
  readonly rate: number;
}

export type Posterior = BetaPosterior | GaussianPosterior;

/** With what came of some offers: call it when an offer was redeemed or has expired, not when it was sent. */
export function betaAfter(prior: BetaPosterior, successes: number, failures: number): BetaPosterior {
  if (!(successes >= 0 && failures >= 0))
    throw new RangeError(`successes and failures must be 0 or more, not ${successes} and ${failures}`);
  return { kind: 'beta', a: prior.a + successes, b: prior.b + failures };
}

/** Murphy (2007), Conjugate Bayesian Analysis of the Gaussian Distribution, eq. 197 to 200. */
export function gaussianAfter(prior: GaussianPosterior, { n, mean, squares }: Sample): GaussianPosterior {
  const weight = prior.weight + n;
  const apart = mean - prior.mean;
  return {
    kind: 'gaussian',
    mean: prior.mean + (apart * n) / weight,
    weight,
    shape: prior.shape + n / 2,
    rate: prior.rate + squares / 2 + (prior.weight * n * apart ** 2) / (2 * weight),
  };
}

/** Each call gives another rate, or mean, as likely as the posterior says. @throws RangeError when a parameter is not above 0 */
export function drawsOf(posterior: Posterior, uniform: Uniform): () => number {
  if (posterior.kind === 'beta') {
    checkAboveZero(posterior.a, posterior.b);
    return randomBeta.source(uniform)(posterior.a, posterior.b);
  }
  const { mean, weight, shape, rate } = posterior;
  checkAboveZero(weight, shape, rate);
  const normal = randomNormal.source(uniform)();
  const gamma = randomGamma.source(uniform)(shape);
  return () => mean + Math.sqrt(rate / gamma() / weight) * normal();
}

/**
 * P(the rate of `second` is above that of `first`), by the closed sum over one parameter (Miller 2014, Formulas for Bayesian A/B
 * Testing): P = sum over i < a2 of B(a1 + i, b1 + b2) / ((b2 + i) B(1 + i, b2) B(a1, b1)), or by symmetry over another one, the
 * smallest that is whole. Beta(31, 171) is above Beta(21, 181) with .933305.
 *
 * @returns 0 to 1, to about 1e-8 for parameters up to 1e6
 * @throws RangeError when none of the four is whole: then only a simulation can tell
 */
export function probabilitySecondBetter(first: BetaPosterior, second: BetaPosterior): number {
  checkAboveZero(first.a, first.b, second.a, second.b);
  const [f, s] = [first, second];
  // P(s > f), P(1 - f > 1 - s), 1 - P(f > s) and 1 - P(1 - s > 1 - f) are one and the same.
  const ways = [
    { terms: s.a, sum: () => sumAbove(f.a, f.b, s.a, s.b) },
    { terms: f.b, sum: () => sumAbove(s.b, s.a, f.b, f.a) },
    { terms: f.a, sum: () => 1 - sumAbove(s.a, s.b, f.a, f.b) },
    { terms: s.b, sum: () => 1 - sumAbove(f.b, f.a, s.b, s.a) },
  ].filter(({ terms }) => Number.isInteger(terms));
  const [shortest] = ways.sort((one, other) => one.terms - other.terms);
  if (!shortest) throw new RangeError('one of the four parameters must be whole for the closed sum');
  return Math.min(1, Math.max(0, shortest.sum()));
}

/** P(Beta(a2, b2) > Beta(a1, b1)), `a2` whole. */
function sumAbove(a1: number, b1: number, a2: number, b2: number): number {
  let sum = 0;
  for (let i = 0; i < a2; i++)
    sum += Math.exp(logBeta(a1 + i, b1 + b2) - Math.log(b2 + i) - logBeta(1 + i, b2) - logBeta(a1, b1));
  return sum;
}

function logBeta(a: number, b: number): number {
  return gammaln(a) + gammaln(b) - gammaln(a + b);
}

function checkAboveZero(...parameters: readonly number[]): void {
  if (!parameters.every((parameter) => parameter > 0 && parameter < Infinity))
    throw new RangeError(`parameters of a posterior must be above 0: ${parameters.join(', ')}`);
}
