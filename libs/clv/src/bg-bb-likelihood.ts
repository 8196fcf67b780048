import type { GroupedHistories } from './histories.js';
import type { Objective } from './minimise.js';

const { exp, log, log1p } = Math;

/**
 * The log-likelihood of BG/BB: Fader, Hardie and Shang (2010), "Customer-Base Analysis in a Discrete-Time Noncontractual
 * Setting", Marketing Science 29(6). With the rising factorial c^(k) = c (c+1) .. (c+k-1),
 *
 *   L = bought(n) stayed(n) + sum over tx <= i < n of bought(i) stayed(i) gamma / (gamma+delta+i) ,
 *   bought(i) = alpha^(x) beta^(i-x) / (alpha+beta)^(i) ,   stayed(i) = delta^(i) / (gamma+delta)^(i) .
 *
 * The terms fall with i and are summed relative to the first, each from the one before it.
 *
 * @param grouped tx and T counted in opportunities
 * @returns minus the mean log-likelihood per customer as a function of the logarithms of (alpha, beta, gamma, delta), with
 *   its gradient
 */
export function negativeMeanLogLikelihoodBgBb(grouped: GroupedHistories): Objective {
  const { x, tx, T, weight, customers, longest } = grouped;
  return (theta, gradient) => {
    const [alpha, beta, gamma, delta] = Array.from(theta, exp) as [number, number, number, number];
    const bought = rising(alpha, longest);
    const passed = rising(beta, longest);
    const offered = rising(alpha + beta, longest);
    const stayed = staying(gamma, delta, longest);
    let value = 0;
    let byAlpha = 0;
    let byBeta = 0;
    let byGamma = 0;
    let byDelta = 0;
    for (let k = 0; k < x.length; k++) {
      const [count, last, n] = [x[k]!, tx[k]!, T[k]!];
      let term = 1;
      let total = 0;
      let [ofBeta, ofOffered, ofGamma, ofDelta] = [0, 0, 0, 0];
      for (let i = last; i < n; i++) {
        total += term;
        ofBeta += term * passed.slope[i - count]!;
        ofOffered += term * offered.slope[i]!;
        ofGamma += term * (stayed.byGamma[i]! + 1 / gamma - 1 / (gamma + delta + i));
        ofDelta += term * (stayed.byDelta[i]! - 1 / (gamma + delta + i));
        term *= ((beta + i - count) / (alpha + beta + i)) * ((delta + i) / (gamma + delta + i + 1));
      }
      const alive = (term * (gamma + delta + n)) / gamma;
      total += alive;
      ofBeta += alive * passed.slope[n - count]!;
      ofOffered += alive * offered.slope[n]!;
      ofGamma += alive * stayed.byGamma[n]!;
      ofDelta += alive * stayed.byDelta[n]!;
      const w = weight[k]!;
      const logFirst =
        bought.log[count]! +
        passed.log[last - count]! -
        offered.log[last]! +
        stayed.log[last]! +
        log(gamma) -
        log(gamma + delta + last);
      value += w * (logFirst + log(total));
      byAlpha += w * (bought.slope[count]! - ofOffered / total);
      byBeta += (w * (ofBeta - ofOffered)) / total;
      byGamma += (w * ofGamma) / total;
      byDelta += (w * ofDelta) / total;
    }
    gradient[0] = (-byAlpha * alpha) / customers;
    gradient[1] = (-byBeta * beta) / customers;
    gradient[2] = (-byGamma * gamma) / customers;
    gradient[3] = (-byDelta * delta) / customers;
    return -value / customers;
  };
}

/** Logarithms of the rising factorials c^(k) for k up to `n`, and their derivatives by c. */
function rising(c: number, n: number) {
  const logs = new Float64Array(n + 1);
  const slope = new Float64Array(n + 1);
  for (let j = 0; j < n; j++) {
    logs[j + 1] = logs[j]! + log(c + j);
    slope[j + 1] = slope[j]! + 1 / (c + j);
  }
  return { log: logs, slope };
}

/** Logarithms of the chance to stay for k opportunities, k up to `n`, and their derivatives. */
function staying(gamma: number, delta: number, n: number) {
  const logs = new Float64Array(n + 1);
  const byGamma = new Float64Array(n + 1);
  const byDelta = new Float64Array(n + 1);
  for (let j = 0; j < n; j++) {
    const all = gamma + delta + j;
    logs[j + 1] = logs[j]! - log1p(gamma / (delta + j));
    byGamma[j + 1] = byGamma[j]! - 1 / all;
    byDelta[j + 1] = byDelta[j]! + gamma / ((delta + j) * all);
  }
  return { log: logs, byGamma, byDelta };
}
