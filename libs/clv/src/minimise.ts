/** A function to minimise: returns its value at `theta` and writes its gradient into `gradient` (same length). */
export type Objective = (theta: Float64Array, gradient: Float64Array) => number;

/** Smallest and largest value of each coordinate; equal ones hold a coordinate still. */
export interface Box {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** One value a coordinate; what lies outside of the box is taken to its edge. */
export type Start = ArrayLike<number>;

export interface Minimum {
  readonly theta: Float64Array;
  readonly value: number;
  /** Euclidean norm of the gradient over the coordinates that may still move: 0 in exact arithmetic. */
  readonly gradientNorm: number;
  readonly iterations: number;
}

/** How a minimum is looked for. */
export interface Manner {
  /** About the inverse of the second derivatives at `start`: the first step then goes about where the minimum is. */
  readonly inverse?: readonly Float64Array[] | undefined;
  /** Only about where it is, such as on a part of the data: until the gradient is below 1e-6. */
  readonly roughly?: boolean;
}

const MAX_ITERATIONS = 500;
/** Longest step along one coordinate; the coordinates are logarithms, so a factor of about 7. */
const LONGEST_STEP = 2;
const ARMIJO = 1e-4;
const GRADIENT_REACHED = 1e-11;
const GRADIENT_ABOUT_REACHED = 1e-6;
/** A change of a value by less than this part of it is rounding error. */
const INVISIBLE = 1e-16;

/** About what a gradient is by rounding errors alone: second derivatives are not worked out anew for it. */
const ROUNDING = 1e-12;
/** A Newton step that leaves more of the gradient than this went by second derivatives of elsewhere. */
const POOR_STEP = 0.05;

/** Steps in a row that lower the value by no more than rounding errors, after which there is no point in another. */
const STALLED = 3;

/**
 * Minimises a smooth function inside a box: BFGS (Nocedal and Wright, Numerical Optimization, 2nd edition, algorithm
 * 6.1) with a backtracking line search; coordinates at their bound with the slope pointing outwards are held, and the
 * curvature is learned anew for those that remain. Ends when the gradient is about rounding error or no step lowers the
 * value, and then takes Newton steps on differences of the gradient, which remove what the line search cannot see: near
 * the minimum the value is flat to rounding while the gradient still tells the way.
 *
 * Never throws and never returns a value that is not a number, as long as the objective is one at `start`.
 */
export function minimise(objective: Objective, start: Start, box: Box, manner: Manner = {}): Minimum {
  const n = start.length;
  const reached = manner.roughly ? GRADIENT_ABOUT_REACHED : GRADIENT_REACHED;
  const theta = clamp(Float64Array.from(start), box);
  const gradient = new Float64Array(n);
  let at: Point = { theta, value: objective(theta, gradient), gradient };
  let held = heldBack(theta, gradient, box);
  let inverse = manner.inverse?.map((row) => row.slice()) ?? identity(n);
  let fresh = manner.inverse === undefined;
  let stalled = 0;
  let iterations = 0;

  for (; iterations < MAX_ITERATIONS && stalled < STALLED && norm(at.gradient, held) >= reached; iterations++) {
    const found = lineSearch(objective, at, descent(inverse, at.gradient, held), box);
    if (!found && fresh) break;
    const heldNext = found ? heldBack(found.theta, found.gradient, box) : held;
    if (!found || heldNext.some((isHeld, i) => isHeld !== held[i])) {
      // The curvature collected so far misleads: once more along the steepest descent.
      inverse = identity(n);
      fresh = true;
    } else {
      const step = difference(found.theta, at.theta);
      const change = difference(found.gradient, at.gradient).map((each, i) => (held[i] ? 0 : each));
      const curvature = dot(step, change);
      if (curvature > 1e-14 * Math.sqrt(dot(step, step) * dot(change, change))) {
        if (fresh) scale(inverse, curvature / dot(change, change));
        updateInverse(inverse, step, change, curvature);
        fresh = false;
      }
    }
    if (!found) continue;
    stalled = at.value - found.value <= 1e-15 * Math.abs(at.value) ? stalled + 1 : 0;
    at = found;
    held = heldNext;
  }
  if (manner.roughly) return { ...at, gradientNorm: norm(at.gradient, held), iterations };
  return newtonSteps(objective, at, box, iterations);
}

interface Point {
  readonly theta: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Second derivatives cost eight evaluations, so that they are kept while steps by them shorten the gradient as they should. */
function newtonSteps(objective: Objective, from: Point, box: Box, iterations: number): Minimum {
  let { theta, value, gradient } = from;
  let held = heldBack(theta, gradient, box);
  let inverse: Float64Array[] | undefined;
  for (let round = 0; round < 5 && norm(gradient, held) > 1e-14; round++) {
    if (round > 0 && !inverse && norm(gradient, held) < ROUNDING) break;
    inverse ??= inverseHessian(objective, theta, held);
    if (!inverse) break;
    const steps = inverse.map((row) => Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, dot(row, gradient))));
    const next = clamp(difference(theta, Float64Array.from(steps)), box);
    const nextGradient = new Float64Array(theta.length);
    const nextValue = objective(next, nextGradient);
    const nextHeld = heldBack(next, nextGradient, box);
    const left = norm(nextGradient, nextHeld) / norm(gradient, held);
    if (!(left < 1) || !(nextValue <= value + 1e-12 * Math.abs(value))) break;
    if (left > POOR_STEP || nextHeld.some((isHeld, i) => isHeld !== held[i])) inverse = undefined;
    theta = next;
    value = nextValue;
    gradient = nextGradient;
    held = nextHeld;
  }
  return { theta, value, gradientNorm: norm(gradient, held), iterations };
}

/**
 * Inverse of the second derivatives in the coordinates that may move; 0 in those that are held. Undefined where it is not clearly
 * positive definite.
 */
export function inverseHessian(
  objective: Objective,
  theta: Float64Array,
  held: readonly boolean[],
): Float64Array[] | undefined {
  const free = held.flatMap((isHeld, i) => (isHeld ? [] : [i]));
  const curvature = hessian(objective, theta, free);
  const inverse = curvature && invertPositiveDefinite(curvature);
  if (!inverse) return undefined;
  const whole = held.map(() => new Float64Array(held.length));
  free.forEach((i, row) => free.forEach((j, column) => (whole[i]![j] = inverse[row]![column]!)));
  return whole;
}

/**
 * Second derivatives of the objective in the coordinates `free`, by central differences of its gradient.
 * Undefined where the gradient is not a number beside `theta`.
 */
export function hessian(objective: Objective, theta: Float64Array, free: readonly number[]): number[][] | undefined {
  const H = 1e-5;
  const above = new Float64Array(theta.length);
  const below = new Float64Array(theta.length);
  const rows = free.map((i) => {
    const moved = Float64Array.from(theta);
    moved[i] = theta[i]! + H;
    objective(moved, above);
    moved[i] = theta[i]! - H;
    objective(moved, below);
    return free.map((j) => (above[j]! - below[j]!) / (2 * H));
  });
  const symmetric = rows.map((row, i) => row.map((entry, j) => (entry + rows[j]![i]!) / 2));
  return symmetric.every((row) => row.every(Number.isFinite)) ? symmetric : undefined;
}

/** Inverse of a symmetric matrix by Cholesky's decomposition; undefined when it is not clearly positive definite. */
export function invertPositiveDefinite(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const n = matrix.length;
  const L = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= L[i]![k]! * L[j]![k]!;
      if (i !== j) L[i]![j] = rest / L[j]![j]!;
      else if (rest > 1e-10 * Math.abs(matrix[i]![i]!)) L[i]![i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  const columns = matrix.map((_, unit) => {
    const y = new Array<number>(n).fill(0);
    for (let i = 0; i < n; i++) {
      let rest = i === unit ? 1 : 0;
      for (let k = 0; k < i; k++) rest -= L[i]![k]! * y[k]!;
      y[i] = rest / L[i]![i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      let rest = y[i]!;
      for (let k = i + 1; k < n; k++) rest -= L[k]![i]! * y[k]!;
      y[i] = rest / L[i]![i]!;
    }
    return y;
  });
  return columns;
}

function lineSearch(
  objective: Objective,
  { theta, value, gradient }: Point,
  direction: Float64Array,
  box: Box,
): Point | undefined {
  const longest = direction.reduce((most, step) => Math.max(most, Math.abs(step)), 0);
  let length = longest > LONGEST_STEP ? LONGEST_STEP / longest : 1;
  for (let halvings = 0; halvings < 40; halvings++, length /= 2) {
    const next = clamp(
      theta.map((from, i) => from + length * direction[i]!),
      box,
    );
    const promised = dot(difference(next, theta), gradient);
    if (promised > -INVISIBLE * Math.abs(value)) return undefined;
    const nextGradient = new Float64Array(theta.length);
    const nextValue = objective(next, nextGradient);
    if (nextValue < value && nextValue <= value + ARMIJO * promised && nextGradient.every(Number.isFinite)) {
      return { theta: next, value: nextValue, gradient: nextGradient };
    }
  }
  return undefined;
}

function heldBack(theta: Float64Array, gradient: Float64Array, { lower, upper }: Box): boolean[] {
  return Array.from(theta, (at, i) => (at <= lower[i]! && gradient[i]! >= 0) || (at >= upper[i]! && gradient[i]! <= 0));
}

function descent(inverse: readonly Float64Array[], gradient: Float64Array, held: readonly boolean[]): Float64Array {
  const direction = gradient.map((_, i) =>
    held[i] ? 0 : -inverse[i]!.reduce((sum, entry, j) => sum + (held[j] ? 0 : entry * gradient[j]!), 0),
  );
  if (dot(direction, gradient) < 0) return direction;
  return gradient.map((slope, i) => (held[i] ? 0 : -slope));
}

/** The BFGS formula for the inverse Hessian (equation 6.17 there). */
function updateInverse(inverse: Float64Array[], step: Float64Array, change: Float64Array, curvature: number): void {
  const image = Float64Array.from(inverse, (row) => dot(row, change));
  const factor = (1 + dot(change, image) / curvature) / curvature;
  inverse.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) {
      row[j]! += factor * step[i]! * step[j]! - (image[i]! * step[j]! + step[i]! * image[j]!) / curvature;
    }
  });
}

const identity = (n: number) =>
  Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));

function scale(matrix: Float64Array[], factor: number): void {
  for (const row of matrix) for (let j = 0; j < row.length; j++) row[j]! *= factor;
}

function clamp(theta: Float64Array, { lower, upper }: Box): Float64Array {
  for (let i = 0; i < theta.length; i++) theta[i] = Math.max(lower[i]!, Math.min(upper[i]!, theta[i]!));
  return theta;
}

const difference = (a: Float64Array, b: Float64Array) => a.map((entry, i) => entry - b[i]!);

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, entry, i) => sum + entry * b[i]!, 0);

const norm = (gradient: Float64Array, held: readonly boolean[]) =>
  Math.hypot(...gradient.map((slope, i) => (held[i] ? 0 : slope)));
