const { abs, ceil, cos, exp, log1p, max, PI } = Math;

/** Steps of the trapezoid rule; the nearest singularities of the integrands here are about pi / 2 away from the line. */
const STEP = 0.15;
/** Where an integrand has fallen by e^-40, it no longer adds to a double. */
const NEGLIGIBLE = 40;

/**
 * Integral over the whole line of a smooth function by the trapezoid rule, which converges exponentially for functions
 * that are analytic beside the line (Trefethen and Weideman, SIAM Review 56(3), 2014).
 *
 * @param logBell logarithm of something the integrand is no larger than; rises up to `peak` and falls after it, faster
 *   than a constant slope on both sides
 * @param integrand absent: the bell itself
 * @returns relative error about 1e-14 for an integrand without changes of sign
 */
export function integrateBell(
  logBell: (y: number) => number,
  peak: number,
  integrand = (y: number) => exp(logBell(y)),
): number {
  const floor = logBell(peak) - NEGLIGIBLE;
  const from = whereBelow(logBell, peak, -1, floor);
  const until = whereBelow(logBell, peak, 1, floor);
  const steps = max(80, ceil((until - from) / STEP));
  const h = (until - from) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) sum += integrand(from + i * h);
  return sum * h;
}

/** Where a falling function crosses 0, to 1e-6; an end of +-800 when it does not. */
export function crossing(falling: (y: number) => number): number {
  let from = -800;
  let until = 800;
  while (until - from > 1e-6) {
    const middle = (from + until) / 2;
    if (falling(middle) > 0) from = middle;
    else until = middle;
  }
  return from;
}

/** ln(1 + e^y) without overflow. */
export function softplus(y: number): number {
  return max(y, 0) + log1p(exp(-abs(y)));
}

/** Where a function that falls on both sides of its peak goes below `floor`, looking into one direction. */
function whereBelow(f: (y: number) => number, peak: number, direction: 1 | -1, floor: number): number {
  let distance = 1e-6;
  while (f(peak + direction * distance) > floor) distance *= 1.5;
  return peak + direction * distance;
}

export interface Rule {
  /** In (0, 1). */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** The Gauss-Legendre rule with `n` nodes on (0, 1): exact for polynomials up to degree 2n - 1. */
export function gaussLegendre(n: number): Rule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = cos((PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let round = 0; round < 8; round++) {
      // The recurrence of the Legendre polynomials, then Newton's step to the root.
      let [before, value] = [1, x];
      for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = (n * (before - x * value)) / (1 - x * x);
      x -= value / slope;
    }
    nodes[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
