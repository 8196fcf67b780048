/** What is known of a figure over the customers of an arm. */
export interface Sample {
  readonly n: number;
  /** 0 when `n` is 0. */
  readonly mean: number;
  /** Sum of the squared distances from the mean. */
  readonly squares: number;
}

/** A figure Y together with X, what was known of the same customers before the experiment. */
export interface PairedSample extends Sample {
  readonly meanBefore: number;
  readonly squaresBefore: number;
  /** Sum of (x - mean x) (y - mean y). */
  readonly products: number;
}

/** Number as it is, or bigint: then the sums are exact, however large. */
export type Sum = number | bigint;

export interface Sums {
  readonly n: number;
  readonly y: Sum;
  /** Sum of y². */
  readonly yy: Sum;
}

/** With X, as a query delivers them: `count(*), sum(x), sum(y), sum(x * x), sum(y * y), sum(x * y)`. */
export interface PairedSums extends Sums {
  readonly x: Sum;
  readonly xx: Sum;
  readonly xy: Sum;
}

/**
 * From sums. Of numbers that differ little from their mean nearly all digits cancel: sums of whole units as bigint lose none.
 *
 * @throws RangeError when no numbers have such sums
 */
export function sampleOfSums({ n, y, yy }: Sums): Sample {
  checkSize(n);
  if (n === 0) return { n, mean: 0, squares: 0 };
  return { n, mean: Number(y) / n, squares: squaresOf(n, y, yy) };
}

export function pairedSampleOfSums({ n, x, y, xx, yy, xy }: PairedSums): PairedSample {
  const { mean, squares } = sampleOfSums({ n, y, yy });
  if (n === 0) return { n, mean, squares, meanBefore: 0, squaresBefore: 0, products: 0 };
  return {
    n,
    mean,
    squares,
    meanBefore: Number(x) / n,
    squaresBefore: squaresOf(n, x, xx),
    products: centred(n, x, y, xy),
  };
}

export function sampleOf(values: ArrayLike<number>): Sample {
  const n = values.length;
  const mean = meanOf(values);
  return { n, mean, squares: productsOf(values, mean, values, mean) };
}

/** @param before X, in the order of `values`, as many */
export function pairedSampleOf(values: ArrayLike<number>, before: ArrayLike<number>): PairedSample {
  if (values.length !== before.length)
    throw new RangeError(`there must be as many values before as after: ${before.length} and ${values.length}`);
  const meanBefore = meanOf(before);
  const { n, mean, squares } = sampleOf(values);
  return {
    n,
    mean,
    squares,
    meanBefore,
    squaresBefore: productsOf(before, meanBefore, before, meanBefore),
    products: productsOf(before, meanBefore, values, mean),
  };
}

/** Two samples of different customers as one (Chan, Golub and LeVeque 1983). */
export function joined(one: PairedSample, other: PairedSample): PairedSample {
  const n = one.n + other.n;
  if (n === 0) return one;
  const share = other.n / n;
  const [apart, apartBefore] = [other.mean - one.mean, other.meanBefore - one.meanBefore];
  const weight = one.n * share;
  return {
    n,
    mean: one.mean + apart * share,
    squares: one.squares + other.squares + apart ** 2 * weight,
    meanBefore: one.meanBefore + apartBefore * share,
    squaresBefore: one.squaresBefore + other.squaresBefore + apartBefore ** 2 * weight,
    products: one.products + other.products + apart * apartBefore * weight,
  };
}

/** Rounding of sums that are not bigint may leave so little below 0, as a share of the sum of squares. */
const ROUNDING = 1e-9;

function squaresOf(n: number, sum: Sum, sumOfSquares: Sum): number {
  const squares = centred(n, sum, sum, sumOfSquares);
  if (!(squares >= -ROUNDING * Number(sumOfSquares)))
    throw new RangeError(`no ${n} numbers have the sum ${sum} and the sum of squares ${sumOfSquares}`);
  return Math.max(0, squares);
}

/** Sum of ab minus n times the product of the means. */
function centred(n: number, a: Sum, b: Sum, ab: Sum): number {
  if (typeof a === 'bigint' && typeof b === 'bigint' && typeof ab === 'bigint')
    return Number(BigInt(n) * ab - a * b) / n;
  return Number(ab) - (Number(a) / n) * Number(b);
}

function checkSize(n: number): void {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`the number of customers must be whole, not ${n}`);
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return values.length === 0 ? 0 : sum / values.length;
}

function productsOf(a: ArrayLike<number>, meanA: number, b: ArrayLike<number>, meanB: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - meanA) * (b[i]! - meanB);
  return sum;
}
