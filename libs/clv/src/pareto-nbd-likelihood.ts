import { integrateKnots, knotsOf, MOMENTS } from './dropout-integral.js';
import type { GroupedHistories } from './histories.js';
import type { Objective } from './minimise.js';
import { negativeMeanLogLikelihoodAtOnce } from './pareto-nbd-limit.js';
import { sumOfPurchases } from './sums.js';

const { exp, log, log1p } = Math;

/**
 * The log-likelihood of Pareto/NBD: Schmittlein, Morrison and Colombo (1987); Fader and Hardie, "A Note on Deriving the
 * Pareto/NBD Model and Related Expressions" (2005). With p = r + x,
 *
 *   log L = ln G(p) - ln G(r) + r ln alpha + s ln beta + ln( S(T) + integral from tx to T of s S(u)/(beta+u) du ),
 *   S(u) = (alpha+u)^-p (beta+u)^-s,
 *
 * the integral as in `dropoutOdds`. It is taken as that from tx on less that from T on; the latter is no larger than
 * S(T)/s, so that the difference costs no digits of the sum. Where exp(ln beta) is 0, the limit of `negativeMeanLogLikelihoodAtOnce`.
 *
 * @returns minus the mean log-likelihood per customer as a function of (ln r, ln alpha, ln s, ln beta), with its
 *   gradient; time is measured in `grouped.longest`
 */
export function negativeMeanLogLikelihoodPareto(grouped: GroupedHistories): Objective {
  const { x, T, weight, customers, longest } = grouped;
  const atOnce = negativeMeanLogLikelihoodAtOnce(grouped);
  const knots = knotsOf(grouped);
  const logS = new Float64Array(knots.x.length);
  const integrals = new Float64Array(knots.x.length * MOMENTS);
  return (theta, gradient) => {
    const [r, alpha, s, beta] = Array.from(theta, exp) as [number, number, number, number];
    if (beta === 0) return atOnce(theta, gradient);
    integrateKnots({ r, alpha, s, beta }, knots, logS, integrals);
    let { value, byR } = sumOfPurchases(grouped, r, theta[1]!);
    let byAlpha = 0;
    let byS = 0;
    let byBeta = 0;
    for (let i = 0; i < x.length; i++) {
      const [last, end] = [knots.ofLast[i]!, knots.ofEnd[i]!];
      const [lastAt, endAt] = [last * MOMENTS, end * MOMENTS];
      const w = weight[i]!;
      const time = T[i]! / longest;
      // All relative to S(tx), the larger of the two.
      const alive = exp(logS[end]! - logS[last]!);
      const between = (moment: number) => integrals[lastAt + moment]! - alive * integrals[endAt + moment]!;
      const gone = between(0);
      const total = alive + s * gone;
      value += w * (logS[last]! + log(total));
      byR -= (w * (alive * log1p(time / alpha) + s * between(1))) / total;
      byAlpha += w * (((r + x[i]!) * ((alive * time) / (alpha + time) + s * between(2))) / total - x[i]!);
      byS -= (w * (alive * log1p(time / beta) + s * between(3) - gone)) / total;
      byBeta += (w * s * ((alive * time) / (beta + time) + (s + 1) * between(4) - gone)) / total;
    }
    gradient[0] = (-byR * r) / customers;
    gradient[1] = -byAlpha / customers;
    gradient[2] = (-byS * s) / customers;
    gradient[3] = -byBeta / customers;
    return -value / customers;
  };
}
