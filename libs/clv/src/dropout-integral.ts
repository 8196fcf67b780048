import type { GroupedHistories } from './histories.js';
import { gaussLegendre } from './quadrature.js';

const { exp, expm1, log1p, min } = Math;

/**
 * Parameters of Pareto/NBD; all above 0, `s` also 0, where nobody gives up (NBD). `beta` 0 stands for the limit of beta and s towards 0
 * with s ln(1/beta) at `s`: a share 1 - exp(-s) gives up as soon as they have come, and the others never.
 */
export interface ParetoNbdParameters {
  /** Shape of the gamma distribution of purchase rates. */
  readonly r: number;
  /** Rate of that distribution, in the unit of `tx` and `T`: the mean purchase rate of a living customer is r / alpha. */
  readonly alpha: number;
  /** Shape of the gamma distribution of dropout rates. */
  readonly s: number;
  /** Rate of that distribution, in the same unit: the mean dropout rate of a new customer is s / beta. */
  readonly beta: number;
}

/** Where what is integrated has fallen by e^-40, it no longer adds to a double. */
const NEGLIGIBLE = 40;
const RULE = gaussLegendre(12);
/** For a stretch over which hardly anything changes, such as a day among weeks. */
const SHORT_RULE = gaussLegendre(4);

/**
 * Odds that a customer has given up between the last purchase and `T`, by Pareto/NBD. With p = r + x and
 * S(u) = (alpha+u)^-p (beta+u)^-s, the chance of buying so and being alive at u,
 *
 *   odds = integral from tx to T of s S(u) / (beta+u) du / S(T).
 *
 * Fader and Hardie's note on Pareto/NBD writes the integral as a difference of two hypergeometric functions, in one form
 * for alpha >= beta and another for alpha < beta, which overflow for heavy buyers. Integrated as it stands by
 * Gauss-Legendre panels it is positive, and one form serves all.
 *
 * @returns from 0, Infinity where the odds are beyond a double; relative error below 1e-12
 */
export function dropoutOdds(parameters: ParetoNbdParameters, x: number, tx: number, T: number): number {
  const { r, alpha, s, beta } = parameters;
  if (s === 0) return 0;
  if (beta === 0) return tx > 0 || T === 0 ? 0 : expm1(s) * exp(r * log1p(T / alpha));
  const moments = new Float64Array(MOMENTS);
  addStretch(parameters, r + x, tx, T, moments);
  if (moments[0] === 0) return 0;
  const silence = T - tx;
  return s * moments[0]! * exp((r + x) * log1p(silence / (alpha + tx)) + s * log1p(silence / (beta + tx)));
}

/** The integral of f(u) = S(u) / S(from) / (beta+u), and of f times ln(1+u/alpha), u/(alpha+u), ln(1+u/beta), u/(beta+u). */
export const MOMENTS = 5;

/** Adds these integrals over `from` to `until` to `into`. */
function addStretch(
  { alpha, s, beta }: ParetoNbdParameters,
  p: number,
  from: number,
  until: number,
  into: Float64Array,
): void {
  const span = until - from;
  const [alphaAt, betaAt] = [alpha + from, beta + from];
  const [logAlphaAt, logBetaAt] = [log1p(from / alpha), log1p(from / beta)];
  let fallen = 0;
  const begin = from === 0 ? (UNSEEN * alpha) / p : 0;
  const ahead = begin > beta && begin < span ? begin : 0;
  if (ahead > 0) addStart(s, log1p(ahead / beta), into);
  for (let offset = ahead; offset < span && fallen < NEGLIGIBLE;) {
    // A panel ends where the integrand has fallen by about e^-4, or as far ahead as its singularity lies behind.
    const room = min(alphaAt, betaAt) + offset;
    const slope = p / (alphaAt + offset) + (s + 1) / (betaAt + offset);
    const width = min(span - offset, room, 4 / slope);
    const { nodes, weights } = width * slope < 0.25 && width < 0.06 * room ? SHORT_RULE : RULE;
    for (let i = 0; i < nodes.length; i++) {
      const later = offset + width * nodes[i]!;
      const [a, b] = [log1p(later / alphaAt), log1p(later / betaAt)];
      const weight = (width * weights[i]! * exp(-p * a - s * b)) / (betaAt + later);
      into[0]! += weight;
      into[1]! += weight * (logAlphaAt + a);
      into[2]! += (weight * (from + later)) / (alphaAt + later);
      into[3]! += weight * (logBetaAt + b);
      into[4]! += (weight * (from + later)) / (betaAt + later);
    }
    offset += width;
    fallen = p * log1p(offset / alphaAt) + s * log1p(offset / betaAt);
  }
}

/** A rate times a time so short that hardly anybody can have bought. */
const UNSEEN = 1e-17;

/**
 * Adds the integrals from 0 to where purchases begin to matter: over y = ln(1+u/beta), so that a `beta` of 1e-260 costs no more panels
 * than one of 1e-20.
 */
function addStart(s: number, span: number, into: Float64Array): void {
  let all = 0;
  for (let y = 0; y < span && s * y < NEGLIGIBLE;) {
    const width = min(span - y, 4 / s);
    for (let i = 0; i < RULE.nodes.length; i++) {
      const at = y + width * RULE.nodes[i]!;
      const weight = width * RULE.weights[i]! * exp(-s * at);
      all += weight;
      into[3]! += weight * at;
    }
    y += width;
  }
  into[0]! += all;
  into[4]! += all + expm1(-(1 + s) * span) / (1 + s);
}

/**
 * The instants tx and T of all histories with their x, each pair once, rising: customers with equal x share the integrals
 * between neighbouring instants, which add up to theirs.
 */
export interface Knots {
  readonly x: Float64Array;
  /** In units of `longest`. */
  readonly at: Float64Array;
  /** Of each history, the knot of its tx and that of its T. */
  readonly ofLast: Int32Array;
  readonly ofEnd: Int32Array;
}

export function knotsOf({ x, tx, T, longest }: GroupedHistories): Knots {
  const n = x.length;
  const instant = (pair: number) => (pair < n ? tx[pair]! : T[pair - n]!) / longest;
  const countOf = (pair: number) => x[pair % n]!;
  const order = Uint32Array.from({ length: 2 * n }, (_, pair) => pair).sort(
    (a, b) => countOf(a) - countOf(b) || instant(a) - instant(b),
  );
  const knotX: number[] = [];
  const knotAt: number[] = [];
  const knotOf = new Int32Array(2 * n);
  for (const pair of order) {
    const [count, at] = [countOf(pair), instant(pair)];
    if (knotX.at(-1) !== count || knotAt.at(-1) !== at) {
      knotX.push(count);
      knotAt.push(at);
    }
    knotOf[pair] = knotX.length - 1;
  }
  return {
    x: Float64Array.from(knotX),
    at: Float64Array.from(knotAt),
    ofLast: knotOf.subarray(0, n),
    ofEnd: knotOf.subarray(n),
  };
}

/**
 * At each knot, the integrals of `addStretch` from there to the last knot of the same x, relative to S there.
 *
 * @param logS written: the logarithm of S, relative to S(0), at each knot
 * @param integrals written: `MOMENTS` a knot
 */
export function integrateKnots(
  parameters: ParetoNbdParameters,
  { x, at }: Knots,
  logS: Float64Array,
  integrals: Float64Array,
): void {
  const { r, alpha, s, beta } = parameters;
  const moments = new Float64Array(MOMENTS);
  for (let k = x.length - 1; k >= 0; k--) {
    const p = r + x[k]!;
    logS[k] = -p * log1p(at[k]! / alpha) - s * log1p(at[k]! / beta);
    moments.fill(0);
    if (x[k + 1] === x[k]) {
      addStretch(parameters, p, at[k]!, at[k + 1]!, moments);
      const remaining = exp(logS[k + 1]! - logS[k]!);
      for (let j = 0; j < MOMENTS; j++) moments[j]! += remaining * integrals[(k + 1) * MOMENTS + j]!;
    }
    integrals.set(moments, k * MOMENTS);
  }
}
