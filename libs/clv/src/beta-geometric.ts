import { distinct, type GroupedHistories } from './histories.js';
import type { Objective } from './minimise.js';
import { sumOfLogRatios, sumOfLogs } from './sums.js';

// Taken out of `Math` once: looked up there in the inner loops, they cost ten times as much inside a vm context (Jest).
const { abs, exp, log, log1p, max } = Math;

/** Parameters of BG/NBD and of MBG/NBD; all above 0, `a` also 0, where nobody gives up (NBD). */
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
  const { x, weight, counts, countOf, weightOfCount, customers } = grouped;
  const { values: instants, ofLast, ofEnd } = instantsOf(grouped);
  const logTime = new Float64Array(instants.length);
  const share = new Float64Array(instants.length);
  const logStop = new Float64Array(counts.length);
  return (theta, gradient) => {
    const [r, alpha, a, b] = Array.from(theta, exp) as [number, number, number, number];
    const [, logAlpha = 0, logA = 0] = theta;
    let value = 0;
    let byR = 0;
    let byAlpha = 0;
    let byA = 0;
    let byB = 0;

    let rising = 0;
    let risingByR = 0;
    const stay = sumOfLogRatios(a, b, 0, first);
    let [staying, stayingByA, stayingByB] = [-stay.sum, -stay.byA, -stay.byB];
    counts.forEach((count, i) => {
      const before = i === 0 ? 0 : counts[i - 1]!;
      const more = sumOfLogs(r, before, count);
      rising += more.sum;
      risingByR += more.byC;
      const chances = sumOfLogRatios(a, b, before + first, count + first);
      staying -= chances.sum;
      stayingByA -= chances.byA;
      stayingByB -= chances.byB;
      const w = weightOfCount[i]!;
      // Powers of time are taken relative to alpha: r ln alpha of the formula leaves -x ln alpha.
      value += w * (rising + staying - count * logAlpha);
      byR += w * risingByR;
      byA += w * stayingByA;
      byB += w * stayingByB;
      logStop[i] = log(b + count + first - 1);
    });
    instants.forEach((time, i) => {
      logTime[i] = log1p(time / alpha);
      share[i] = time / (alpha + time);
    });
    for (let i = 0; i < x.length; i++) {
      const w = weight[i]!;
      const chances = x[i]! + first;
      const shape = r + x[i]!;
      const [last, end] = [ofLast[i]!, ofEnd[i]!];
      const l1 = -shape * logTime[end]!;
      // Nobody gives up before the first chance.
      const l2 = chances === 0 ? -Infinity : logA - logStop[countOf[i]!]! - shape * logTime[last]!;
      const odds = exp(-abs(l1 - l2));
      const gone = l2 > l1 ? 1 / (1 + odds) : odds / (1 + odds);
      value += w * (max(l1, l2) + log1p(odds));
      byR -= w * ((1 - gone) * logTime[end]! + gone * logTime[last]!);
      byAlpha += w * (shape * ((1 - gone) * share[end]! + gone * share[last]!) - x[i]!);
      byA += (w * gone) / a;
      if (gone > 0) byB -= (w * gone) / (b + chances - 1);
    }
    gradient[0] = (-byR * r) / customers;
    gradient[1] = -byAlpha / customers;
    gradient[2] = (-byA * a) / customers;
    gradient[3] = (-byB * b) / customers;
    return -value / customers;
  };
}

/** The distinct tx and T in units of `longest`, and for each history the index of either: days repeat, so do their logarithms. */
function instantsOf({ tx, T, longest }: GroupedHistories) {
  const times = new Float64Array(tx.length + T.length);
  times.set(tx);
  times.set(T, tx.length);
  const { values, indexOf } = distinct(times.map((time) => time / longest));
  return { values, ofLast: indexOf.subarray(0, tx.length), ofEnd: indexOf.subarray(tx.length) };
}
