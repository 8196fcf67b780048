import gammaln from '@stdlib/math-base-special-gammaln';

/**
 * The models as their papers write them, one customer at a time and in gamma functions: an independent second opinion on
 * the sums and integrals of the library.
 */
export const publishedLogLikelihood = {
  /** Fader, Hardie and Lee (2005), equation 6. */
  bgnbd: ([r, alpha, a, b]: Four, x: number, tx: number, T: number) =>
    purchases(r, alpha, x) +
    logSum(
      logBeta(a, b + x) - logBeta(a, b) - (r + x) * Math.log(alpha + T),
      x === 0 ? -Infinity : logBeta(a + 1, b + x - 1) - logBeta(a, b) - (r + x) * Math.log(alpha + tx),
    ),

  /** Batislam, Denizel and Filiztekin (2007). */
  mbgnbd: ([r, alpha, a, b]: Four, x: number, tx: number, T: number) =>
    purchases(r, alpha, x) +
    logSum(
      logBeta(a, b + x + 1) - logBeta(a, b) - (r + x) * Math.log(alpha + T),
      logBeta(a + 1, b + x) - logBeta(a, b) - (r + x) * Math.log(alpha + tx),
    ),

  /** Fader and Hardie's note on Pareto/NBD (2005), for alpha >= beta and alpha < beta. */
  paretonbd([r, alpha, s, beta]: Four, x: number, tx: number, T: number) {
    const all = r + s + x;
    const [larger, b] = alpha >= beta ? [alpha, s + 1] : [beta, r + x];
    const part = (time: number) =>
      logHypergeometric(all, b, Math.abs(alpha - beta) / (larger + time)) - all * Math.log(larger + time);
    const [before, after] = [part(tx), part(T)];
    const gone = after < before ? before + Math.log1p(-Math.exp(after - before)) : -Infinity;
    const lived = -(r + x) * Math.log(alpha + T) - s * Math.log(beta + T);
    return purchases(r, alpha, x) + s * Math.log(beta) + logSum(lived, Math.log(s / all) + gone);
  },

  /** Fader, Hardie and Shang (2010). */
  bgbb([alpha, beta, gamma, delta]: Four, x: number, tx: number, n: number) {
    const bought = (i: number) => logBeta(alpha + x, beta + i - x) - logBeta(alpha, beta);
    let total = bought(n) + logBeta(gamma, delta + n) - logBeta(gamma, delta);
    for (let i = tx; i < n; i++) {
      total = logSum(total, bought(i) + logBeta(gamma + 1, delta + i) - logBeta(gamma, delta));
    }
    return total;
  },

  /** Fader and Hardie (2013), note 25, equation 1a. */
  gammaGamma: ([p, q, v]: readonly number[] & { 0: number; 1: number; 2: number }, x: number, m: number) =>
    gammaln(p * x + q) -
    gammaln(p * x) -
    gammaln(q) +
    q * Math.log(v) +
    (p * x - 1) * Math.log(m) +
    p * x * Math.log(x) -
    (p * x + q) * Math.log(x * m + v),
};

type Four = readonly [number, number, number, number];

const logBeta = (p: number, q: number) => gammaln(p) + gammaln(q) - gammaln(p + q);

const logSum = (a: number, b: number) => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));

const purchases = (r: number, alpha: number, x: number) => gammaln(r + x) - gammaln(r) + r * Math.log(alpha);

/** ln 2F1(a, b; a+1; z) for 0 <= z < 1: Euler's transformation leaves a series of positive terms. */
function logHypergeometric(a: number, b: number, z: number): number {
  let [term, sum] = [1, 1];
  for (let k = 0; term > 1e-17 * sum; k++) {
    term *= ((a + 1 - b + k) / (a + 1 + k)) * z;
    sum += term;
  }
  return (1 - b) * Math.log1p(-z) + Math.log(sum);
}
