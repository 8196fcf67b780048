import type { GroupedHistories } from './histories.js';
import type { Objective } from './minimise.js';
import { sumOfPurchases } from './sums.js';

const { exp, expm1, log, log1p } = Math;

/**
 * The log-likelihood to which that of Pareto/NBD goes as beta and s go to 0 and s ln(1/beta) to `s`: a share 1 - exp(-s) gives up at once
 * and the others never, so that the rest is NBD. No `beta` above 0 in a double is near it: what is missing goes by 1 / ln(1/beta).
 *
 *   log L = ln G(r+x) - ln G(r) - x ln alpha + ln( [x = 0] (1 - exp(-s)) + exp(-s) (1 + T/alpha)^-(r+x) )
 *
 * It is the limit of MBG/NBD, too, as a and b go to 0.
 *
 * @returns minus the mean log-likelihood per customer as a function of (ln r, ln alpha, ln s, anything), with its gradient; time is
 *   measured in `grouped.longest`
 */
export function negativeMeanLogLikelihoodAtOnce(grouped: GroupedHistories): Objective {
  const { x, T, weight, customers, longest } = grouped;
  return (theta, gradient) => {
    const [r, alpha, s] = Array.from(theta, exp) as [number, number, number];
    const gone = -expm1(-s);
    let { value, byR } = sumOfPurchases(grouped, r, theta[1]!);
    let byAlpha = 0;
    let byS = 0;
    for (let i = 0; i < x.length; i++) {
      const w = weight[i]!;
      const time = T[i]! / longest;
      const shape = r + x[i]!;
      const logTime = log1p(time / alpha);
      const waits = exp(-s - shape * logTime);
      // Who came back had not given up; who did not may have, or may be waiting.
      const still = x[i] === 0 ? waits / (gone + waits) : 1;
      value += w * (x[i] === 0 ? log(gone + waits) : -s - shape * logTime);
      byR -= w * still * logTime;
      byAlpha += w * (still * shape * (time / (alpha + time)) - x[i]!);
      byS += w * (x[i] === 0 ? (exp(-s) - waits) / (gone + waits) : -1);
    }
    gradient[0] = (-byR * r) / customers;
    gradient[1] = -byAlpha / customers;
    gradient[2] = (-byS * s) / customers;
    gradient[3] = 0;
    return -value / customers;
  };
}
