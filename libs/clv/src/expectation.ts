import type { BetaGeometricParameters } from './beta-geometric.js';
import { expectationByIntegral } from './expectation-by-integral.js';

const { abs, exp, expm1, log1p } = Math;

/** Longest series tried; ordinary customers need 3 to 45 terms. */
const MAX_TERMS = 20_000;
/** Terms whose coefficients are kept. */
const KEPT_TERMS = 256;
/** Digits the series may lose to cancellation before the integral takes over: 1e4 leaves about 1e-12. */
const CANCELLATION = 1e4;

/**
 * Expected number of purchases in the next `t` of a customer who is alive at `T`, by BG/NBD; times P(alive) it is the
 * conditional expectation of Fader, Hardie and Lee (2005), equation 10, and with x = T = 0 their E[X(t)], equation 9.
 *
 * @param t time ahead, from 0, in the unit of alpha
 * @param x repeat purchases so far, @param T time since the first purchase
 * @returns from 0; relative error below 1e-11, below 1e-12 for ordinary parameters
 */
export function expectedWhileAlive(parameters: BetaGeometricParameters, x: number, T: number, t: number): number {
  return whileAliveOf(parameters, x)(T, t);
}

/** `expectedWhileAlive` as a function of x, T and t that remembers what it worked out of each x, for many customers. */
export function rememberingWhileAlive(parameters: BetaGeometricParameters) {
  const known = new Map<number, (T: number, t: number) => number>();
  return (x: number, T: number, t: number): number => {
    let ofX = known.get(x);
    if (!ofX) known.set(x, (ofX = whileAliveOf(parameters, x)));
    return ofX(T, t);
  };
}

/**
 * The published form divides two numbers that both vanish at a = 1, and its hypergeometric function overflows a double
 * for heavy buyers and turns negative for a + b < 1. Here Euler's transformation has been applied and (a - 1) divided
 * out: with z = t/(alpha+T+t), C = a+b+x-1, D = a+b-1-r, e = a-1, L = ln(1-z)
 *
 *   C (1 - (1-z)^e)/e  -  (1-z)^e  sum_{k>=1} C (a)_{k-1} (D)_k / ((C)_k k!) z^k ,   first term -C L for e = 0.
 *
 * Where the series is slow (t far beyond alpha + T) or cancels (very equal purchase rates), the integral is used.
 */
function whileAliveOf({ r, alpha, a, b }: BetaGeometricParameters, x: number): (T: number, t: number) => number {
  if (a === 0) return (T, t) => ((r + x) / (alpha + T)) * t;
  const C = a + b + x - 1;
  const D = a + b - 1 - r;
  const e = a - 1;
  // C cancels out of every term, so that C = 0 (a + b = 1 for a new customer) is no exception; C + k > 0.
  const growth = (k: number) => ((a + k - 1) * (D + k)) / ((C + k) * (k + 1));
  const kept = new Float64Array(KEPT_TERMS);
  kept[0] = D;
  let known = 1;
  return (T, t) => {
    if (!(t > 0)) return 0;
    const z = t / (alpha + T + t);
    let term = D * z;
    let sum = term;
    let magnitude = abs(term);
    let k = 1;
    for (let power = z; k < KEPT_TERMS && abs(term) > 1e-17 * abs(sum); k++) {
      if (k === known) kept[known++] = kept[k - 1]! * growth(k);
      power *= z;
      term = kept[k]! * power;
      sum += term;
      magnitude += abs(term);
    }
    for (; k < MAX_TERMS && abs(term) > 1e-17 * abs(sum); k++) {
      term *= growth(k) * z;
      sum += term;
      magnitude += abs(term);
    }
    const L = -log1p(t / (alpha + T));
    const power = exp(e * L);
    const head = e === 0 ? -C * L : (-C * expm1(e * L)) / e;
    const result = head - power * sum;
    const lost = abs(head) + power * magnitude;
    const exact = k < MAX_TERMS && result > 0 && lost < CANCELLATION * result;
    return exact ? result : expectationByIntegral({ r, alpha, a, b }, x, T, t);
  };
}
