import type { GroupedHistories } from './histories.js';
import type { Objective } from './minimise.js';
import { sumOfLogRatios, sumOfLogs } from './sums.js';

// Taken out of `Math` once: looked up there in the inner loops, they cost ten times as much inside a vm context (Jest).
const { abs, exp, log, log1p, max } = Math;

/** Parameters of BG/NBD and of MBG/NBD; all above 0. */
export interface BetaGeometricParameters {
  /** Shape of the gamma distribution of purchase rates. */
  readonly r: number;
  /** Rate of that distribution, in the unit of `tx` and `T`: the mean purchase rate of a living customer is r / alpha. */
  readonly alpha: number;
  /** With `b`, the beta distribution of the probability to give up after a purchase: its mean is a / (a + b). */
  readonly a: number;
  readonly b: number;
}

/**
 * The log-likelihood of both models. After how many purchases can a customer have given up? BG/NBD: after each repeat
 * purchase, x times. MBG/NBD: after the first purchase too, x + 1 times. With c that count, and G the gamma function:
 *
 *   log L = ln G(r+x) - ln G(r) + r ln alpha - sum_{j<c} ln(1 + a/(b+j)) + ln(e^l1 + e^l2)
 *   l1 = -(r+x) ln(alpha+T)                               (alive)
 *   l2 = ln a - ln(b+c-1) - (r+x) ln(alpha+tx), if c > 0  (gave up after the last purchase)
 *
 * Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), equation 6, in the
 * form of Hardie's note 27; Batislam, Denizel and Filiztekin (2007), IJRM 24(3), for MBG/NBD. Because x is whole, the
 * ratios of gamma functions are sums over j, and nothing cancels however large b gets; no exponential is taken apart
 * from its partner, so nothing overflows in any unit of time.
 *
 * @param first 0 for BG/NBD, 1 for MBG/NBD
 * @returns minus the mean log-likelihood per customer as a function of (ln r, ln alpha, ln a, ln b), with its gradient;
 *   time is measured in `grouped.longest`
 */
export function negativeMeanLogLikelihood(grouped: GroupedHistories, first: 0 | 1): Objective {
  const { x, tx, T, weight, counts, weightOfCount, customers, longest } = grouped;
  return (theta, gradient) => {
    const r = exp(theta[0]!);
    const alpha = exp(theta[1]!);
    const a = exp(theta[2]!);
    const b = exp(theta[3]!);
    let value = 0;
    let byR = 0;
    let byAlpha = 0;
    let byA = 0;
    let byB = 0;

    let rising = 0;
    let risingByR = 0;
    const stay = sumOfLogRatios(a, b, 0, first);
    let [staying, stayingByA, stayingByB] = [-stay.sum, -stay.byA, -stay.byB];
    let before = 0;
    counts.forEach((count, i) => {
      const more = sumOfLogs(r, before, count);
      rising += more.sum;
      risingByR += more.byC;
      const chances = sumOfLogRatios(a, b, before + first, count + first);
      staying -= chances.sum;
      stayingByA -= chances.byA;
      stayingByB -= chances.byB;
      before = count;
      const w = weightOfCount[i]!;
      value += w * (rising + staying);
      byR += w * risingByR;
      byA += w * stayingByA;
      byB += w * stayingByB;
    });
    const logA = theta[2]!;
    for (let i = 0; i < x.length; i++) {
      const w = weight[i]!;
      const chances = x[i]! + first;
      const shape = r + x[i]!;
      const aliveTime = alpha + T[i]! / longest;
      const logAliveTime = log1p(T[i]! / longest / alpha);
      // Both terms relative to alpha^-(r+x): r ln alpha of the formula leaves -x ln alpha.
      const l1 = -shape * logAliveTime;
      if (chances === 0) {
        value += w * (l1 - x[i]! * theta[1]!);
        byR -= w * logAliveTime;
        byAlpha += w * (r / alpha - shape / aliveTime);
        continue;
      }
      const goneTime = alpha + tx[i]! / longest;
      const logGoneTime = log1p(tx[i]! / longest / alpha);
      const stop = b + chances - 1;
      const l2 = logA - log(stop) - shape * logGoneTime;
      const odds = exp(-abs(l1 - l2));
      const gone = l2 > l1 ? 1 / (1 + odds) : odds / (1 + odds);
      value += w * (max(l1, l2) + log1p(odds) - x[i]! * theta[1]!);
      byR -= w * ((1 - gone) * logAliveTime + gone * logGoneTime);
      byAlpha += w * (r / alpha - shape * ((1 - gone) / aliveTime + gone / goneTime));
      byA += (w * gone) / a;
      byB -= (w * gone) / stop;
    }
    gradient[0] = (-byR * r) / customers;
    gradient[1] = (-byAlpha * alpha) / customers;
    gradient[2] = (-byA * a) / customers;
    gradient[3] = (-byB * b) / customers;
    return -value / customers;
  };
}
