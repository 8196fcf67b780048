import gammaln from '@stdlib/math-base-special-gammaln';

import { dropoutOdds, type ParetoNbdParameters } from './dropout-integral.js';
import { poissonGamma } from './purchase-count.js';
import { crossing, integrateBell, softplus } from './quadrature.js';
import { sumOfLogs } from './sums.js';

const { exp, expm1, log, log1p } = Math;

/**
 * Probability that a customer has not given up by `T`, by Pareto/NBD (Schmittlein, Morrison and Colombo 1987, Management
 * Science 33(1)): 1 / (1 + odds of having given up), see `dropoutOdds`. Below 1 for one-time buyers too.
 *
 * @returns 0 to 1 inclusive; 0 where a heavy buyer's silence is beyond a double. On CDNOW, x 26, t_x 30.857, T 31: .997874
 */
export function probabilityAlivePareto(parameters: ParetoNbdParameters, x: number, tx: number, T: number): number {
  return 1 / (1 + dropoutOdds(parameters, x, tx, T));
}

/**
 * Expected number of purchases in the next `t` of a customer who is alive at `T`; times P(alive) it is the conditional
 * expectation (Fader and Hardie 2005, note on Pareto/NBD), and with x = T = 0 it is E[X(t)]. With
 * L = ln(1 + t/(beta+T)) and e = s - 1, by which the published form divides, also where it is 0,
 *
 *   (r+x) (beta+T)/(alpha+T) (1 - exp(-e L))/e ,   last factor L for e = 0.
 *
 * @param t time ahead, from 0, in the unit of alpha and beta
 * @returns from 0; relative error about 1e-15
 */
export function expectedWhileAlivePareto(
  { r, alpha, s, beta }: ParetoNbdParameters,
  x: number,
  T: number,
  t: number,
): number {
  const rate = (r + x) / (alpha + T);
  if (beta === 0) return rate * t * stayAhead(s, T);
  const L = log1p(t / (beta + T));
  const e = s - 1;
  const time = e === 0 ? L : -expm1(-e * L) / e;
  return rate * (beta + T) * time;
}

/** Where `beta` is 0, the share that has not given up after `T`, of those who had not at `T`: who does, does as soon as they have come. */
function stayAhead(s: number, T: number): number {
  return T === 0 ? exp(-s) : 1;
}

/**
 * P(X(t) = n): probability that a new customer makes n repeat purchases within `t` of the first (Fader and Hardie,
 * "Deriving an Expression for P(X(t) = x) Under the Pareto/NBD Model", 2006). The customer lives that long, or gave up
 * at some u before; the published sum of hypergeometric functions is the integral over u, whose integrand is positive.
 *
 * @param t from 0, in the unit of alpha and beta; @param n whole, from 0
 * @returns 0 to 1; relative error below 1e-9
 */
export function purchaseCountProbabilityPareto(parameters: ParetoNbdParameters, t: number, n: number): number {
  if (!(t > 0)) return n === 0 ? 1 : 0;
  const { r, alpha, s, beta } = parameters;
  if (beta === 0) return exp(-s) * poissonGamma(r, alpha, t, n) - (n === 0 ? expm1(-s) : 0);
  const lived = exp(-s * log1p(t / beta)) * poissonGamma(r, alpha, t, n);
  if (s === 0) return lived;
  const constant = sumOfLogs(r, 0, n).sum - gammaln(n + 1) + log(s) + log(t);
  // Over y = ln(u / (t-u)), so that du = u (t-u)/t dy.
  const at = (y: number) => t / (1 + exp(-y));
  const logIntegrand = (y: number) => {
    const u = at(y);
    const bought = -n * log1p((alpha / t) * (1 + exp(-y))) - r * log1p(u / alpha);
    return constant + bought - s * log1p(u / beta) - log(beta + u) - softplus(y) - softplus(-y);
  };
  const peak = crossing((y) => {
    const u = at(y);
    return n + 1 - ((r + n) * u) / (alpha + u) - ((s + 1) * u) / (beta + u) - exp(y);
  });
  return lived + integrateBell(logIntegrand, peak);
}

/**
 * DERT, discounted expected residual transactions: purchases expected from `T` on without end, each worth
 * exp(-rate u) when it is made u after `T` (Fader, Hardie and Lee 2005, "RFM and CLV", Journal of Marketing Research 42). Their Tricomi
 * function is the integral P(alive) (r+x)/(alpha+T) times that of ((beta+T)/(beta+T+u))^s exp(-rate u) over u.
 *
 * @param rate continuous interest per unit of time, above 0; 15 % a year are ln(1.15)/52 = .0027 a week
 * @returns from 0; relative error below 1e-10. At BTYD's (.5629966, 12.5590370, .4081095, 10.5148048), rate .0027,
 *   x 7, t_x 35, T 77.86: 1.864183
 * @throws RangeError when the rate is not above 0: without interest the sum may have no end
 */
export function discountedResidualPurchases(
  parameters: ParetoNbdParameters,
  x: number,
  tx: number,
  T: number,
  rate: number,
): number {
  if (!(rate > 0)) throw new RangeError(`the rate must be above 0, not ${rate}`);
  const { r, alpha, s, beta } = parameters;
  const alive = probabilityAlivePareto(parameters, x, tx, T);
  if (beta === 0) return (alive * stayAhead(s, T) * (r + x)) / (alpha + T) / rate;
  // Over y = ln(u / (beta+T)).
  const scale = rate * (beta + T);
  const logIntegrand = (y: number) => y - s * softplus(y) - scale * exp(y);
  const peak = crossing((y) => 1 - s / (1 + exp(-y)) - scale * exp(y));
  return alive * ((r + x) / (alpha + T)) * (beta + T) * integrateBell(logIntegrand, peak);
}
