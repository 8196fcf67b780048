import { minimiseFrom, ranAway, standardErrors, toTheEdge, type FitReport, type NotFitted } from './fit-outcome.js';
import { distinct } from './histories.js';
import { logBeta, slopeOfLogBeta } from './log-beta.js';
import { inverseHessian, minimise, type Box, type Minimum, type Objective } from './minimise.js';

const { exp, log, log1p, sqrt } = Math;

/** Parameters of the gamma-gamma model of spend; p, v > 0 and q > 1. */
export interface GammaGammaParameters {
  /** Shape of a customer's spend per purchase. */
  readonly p: number;
  /** Shape of the distribution of customers; above 1, because the mean spend is infinite up to there. */
  readonly q: number;
  /** Rate of that distribution, in the unit of the amounts. */
  readonly v: number;
}

export interface GammaGammaFit extends FitReport {
  readonly model: 'gamma-gamma';
  readonly parameters: GammaGammaParameters;
  /** Absent when the data do not determine all three parameters. */
  readonly standardErrors?: GammaGammaParameters;
  /** Parameters that ran so far towards 0 (`q`: 1, an infinite mean) or infinity that the data can hardly tell where they are. */
  readonly atBound: readonly (keyof GammaGammaParameters)[];
  /** p v / (q - 1): what a purchase of a customer of whom nothing is known is worth. Unit of the amounts. */
  readonly populationMean: number;
  /**
   * Whether the mean is to be trusted: false where the data may want an infinite one, as `q` was stopped at its lower bound, or is not above 1
   * by more than two of its standard errors and the likelihood at 1 is lower by 2 at most.
   */
  readonly meanIdentified: boolean;
  /** Pearson correlation of x and m over the customers used; the model takes it for 0. Absent when either is constant. */
  readonly correlation?: number;
}

/** Mean spends as the model sees them: one element per customer, equal lengths. */
export interface Spends {
  /** Repeat purchases; whole, from 0. */
  readonly x: Float64Array;
  /** Mean amount of the repeat purchases, from 0, in any one unit of money. Customers with x = 0 or m = 0 are left out. */
  readonly m: Float64Array;
}

/**
 * Of ln p, ln(q - 1), ln v, with amounts measured in their mean. So wide that a hundred thousand customers who spend alike, or
 * each always the same, are no likelier beyond it.
 */
const LEAST_LOG_Q_ABOVE_1 = -7;
const BOX: Box = { lower: [-24, LEAST_LOG_Q_ABOVE_1, -24], upper: [20, 20, 24] };
const KNOWABLE: Box = { lower: [-10, LEAST_LOG_Q_ABOVE_1, -14], upper: [12, 12, 14] };

const LEAST_Q_ABOVE_1 = exp(LEAST_LOG_Q_ABOVE_1);

/** Standard errors by which q has to be above 1 for a finite mean to be seen. */
const ERRORS_ABOVE_1 = 2;

/** About half of the 95 % point of the chi-square distribution with 1 degree of freedom (3.841): what two standard errors are where they can be relied upon. */
const LIKELIHOOD_RATIO = 2;

/** Customers that are enough to choose a start. */
const ENOUGH_TO_EXPLORE = 2_000;

const STARTS = [
  [1, 1, 1],
  [6, 3, 0.5],
  [0.5, 0.5, 2],
].map(([p = 1, qAbove1 = 1, v = 1]) => [log(p), log(qAbove1), log(v)]);

/**
 * Fits the gamma-gamma model of spend per purchase by maximum likelihood: Fader, Hardie and Lee (2005), "RFM and CLV",
 * Journal of Marketing Research 42, and Hardie's note 25 (Fader and Hardie 2013), equation 1a, per customer
 *
 *   ln G(px+q) - ln G(px) - ln G(q) + q ln v + (px-1) ln m + px ln x - (px+q) ln(x m + v).
 *
 * @returns parameters with `v` and `logLikelihood` in the unit of the amounts; or why nothing can be said.
 *   On CDNOW (note 25) p 6.25, q 3.74, v 15.44, log-likelihood -4055.918, USD.
 * @throws RangeError when an element is not a possible spend
 */
export function fitGammaGamma(spends: Spends): GammaGammaFit | NotFitted {
  checkSpends(spends);
  const used = Array.from(spends.x.keys()).filter((i) => spends.x[i]! > 0 && spends.m[i]! > 0);
  if (used.length < 2) {
    const detail = `${used.length} customers with a repeat purchase of more than 0; at least 2 are needed`;
    return { fitted: false, reason: 'no-spend', detail };
  }
  const x = Float64Array.from(used, (i) => spends.x[i]!);
  const amounts = Float64Array.from(used, (i) => spends.m[i]!);
  const mean = amounts.reduce((sum, each) => sum + each / used.length, 0);
  const scaled = amounts.map((each) => each / mean);
  const objective = negativeMeanLogLikelihood(x, scaled);
  const minimum = toTheEdge(objective, bestSpends(objective, x, scaled), KNOWABLE, BOX);

  const [p, qAbove1, v] = Array.from(minimum.theta, Math.exp) as [number, number, number];
  const parameters = { p, q: 1 + qAbove1, v: v * mean };
  const errors = standardErrors(objective, minimum, KNOWABLE, used.length);
  const away = ranAway(minimum, KNOWABLE);
  const correlation = pearson(x, amounts);
  return {
    fitted: true,
    model: 'gamma-gamma',
    parameters,
    ...(errors && { standardErrors: { p: errors[0]! * p, q: errors[1]! * qAbove1, v: errors[2]! * parameters.v } }),
    atBound: (['p', 'q', 'v'] as const).filter((_, i) => away[i]),
    logLikelihood: -minimum.value * used.length - used.length * log(mean),
    gradientNorm: minimum.gradientNorm,
    customers: used.length,
    iterations: minimum.iterations,
    populationMean: (p * parameters.v) / qAbove1,
    meanIdentified: isMeanSeen(objective, minimum, errors?.[1], used.length),
    ...(correlation !== undefined && { correlation }),
  };
}

/** @param error standard error of ln(q - 1), which is that of q in parts of q - 1 */
function isMeanSeen(objective: Objective, { theta, value }: Minimum, error: number | undefined, customers: number) {
  if (theta[1]! <= LEAST_LOG_Q_ABOVE_1) return false;
  if (error !== undefined && ERRORS_ABOVE_1 * error < 1) return true;
  // Of customers who are nearly alike q is large and its error, too, or there is none, while the likelihood leaves no doubt.
  const upper = BOX.upper.map((most, i) => (i === 1 ? LEAST_LOG_Q_ABOVE_1 : most));
  const infinite = minimise(objective, theta, { lower: BOX.lower, upper }, { roughly: true });
  return (infinite.value - value) * customers > LIKELIHOOD_RATIO;
}

/** Of many customers from the one place only to which the starts lead on a part of them, with the curvature there. */
function bestSpends(objective: Objective, x: Float64Array, m: Float64Array): Minimum {
  const step = Math.floor(x.length / ENOUGH_TO_EXPLORE);
  if (step < 2) return minimiseFrom(objective, STARTS, BOX);
  const chosen = (values: Float64Array) => values.filter((_, i) => i % step === 0);
  const ofPart = negativeMeanLogLikelihood(chosen(x), chosen(m));
  const { theta } = minimiseFrom(ofPart, STARTS, BOX, { roughly: true });
  return minimise(objective, theta, BOX, { inverse: inverseHessian(ofPart, theta, [false, false, false]) });
}

/**
 * Expected spend per future purchase (note 25, equation 5): (p v + p x m) / (p x + q - 1), a weighted mean of the
 * customer's own mean and that of everybody, p v / (q - 1), which it is for x = 0.
 *
 * Up to q = 1 the mean of everybody is infinite, and the formula gives numbers below 0: there q is taken for the least that a fit gives,
 * 1 + e^-7. What comes out is finite, hardly more than the customer's own mean where x is large, and not to be relied upon where x is 0: a fit
 * says so (`meanIdentified`).
 *
 * @param m mean amount of the x repeat purchases; any value for x = 0
 * @returns above 0, finite, in the unit of `v`
 */
export function expectedSpend({ p, q, v }: GammaGammaParameters, x: number, m: number): number {
  const above1 = Math.max(q - 1, LEAST_Q_ABOVE_1);
  return x === 0 ? (p * v) / above1 : (p * (v + x * m)) / (p * x + above1);
}

/** `expectedSpend` of every customer; an array as long as `spends.x`. */
export function expectedSpends(parameters: GammaGammaParameters, { x, m }: Spends): Float64Array {
  return x.map((each, i) => expectedSpend(parameters, each, m[i]!));
}

function negativeMeanLogLikelihood(x: Float64Array, m: Float64Array): Objective {
  const n = x.length;
  const { values: counts, indexOf: countOf } = distinct(x);
  const totals = x.map((each, i) => each * m[i]!);
  const logMeans = m.reduce((sum, each) => sum + log(each), 0);
  const ofCount = new Float64Array(counts.length);
  const byQOfCount = new Float64Array(counts.length);
  const byPOfCount = new Float64Array(counts.length);
  return (theta, gradient) => {
    const p = exp(theta[0]!);
    const qAbove1 = exp(theta[1]!);
    const q = 1 + qAbove1;
    const v = exp(theta[2]!);
    counts.forEach((count, i) => {
      const shape = p * count;
      ofCount[i] = -logBeta(shape, q);
      byQOfCount[i] = -slopeOfLogBeta(q, shape);
      byPOfCount[i] = -slopeOfLogBeta(shape, q);
    });
    let value = -logMeans;
    let byP = 0;
    let byQ = 0;
    let byV = 0;
    for (let i = 0; i < n; i++) {
      const total = totals[i]!;
      const count = countOf[i]!;
      const shape = p * x[i]!;
      const logShare = -log1p(v / total);
      const logRest = -log1p(total / v);
      value += ofCount[count]! + q * logRest + shape * logShare;
      byP += x[i]! * (byPOfCount[count]! + logShare);
      byQ += byQOfCount[count]! + logRest;
      byV += q / v - (shape + q) / (total + v);
    }
    gradient[0] = (-byP * p) / n;
    gradient[1] = (-byQ * qAbove1) / n;
    gradient[2] = (-byV * v) / n;
    return -value / n;
  };
}

/** Beyond them squares and sums of a double overflow or vanish; no currency comes near. */
const [SMALLEST, LARGEST] = [1e-100, 1e100];

/** @throws RangeError naming the first element that is not a possible spend */
export function checkSpends({ x, m }: Spends): void {
  if (x.length !== m.length)
    throw new RangeError(`x and m must have one element per customer; got ${x.length}, ${m.length}`);
  x.forEach((each, i) => {
    const amount = m[i]!;
    const possible = amount === 0 || (amount >= SMALLEST && amount <= LARGEST);
    if (!(possible && Number.isInteger(each) && each >= 0))
      throw new RangeError(
        `element ${i} is not a spend: x ${each}, m ${amount}; needs whole x >= 0, m 0 or from ${SMALLEST} to ${LARGEST}`,
      );
  });
}

function pearson(a: Float64Array, b: Float64Array): number | undefined {
  const mean = (values: Float64Array) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const meanA = mean(a);
  const meanB = mean(b);
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  a.forEach((each, i) => {
    product += (each - meanA) * (b[i]! - meanB);
    squareA += (each - meanA) ** 2;
    squareB += (b[i]! - meanB) ** 2;
  });
  return squareA > 0 && squareB > 0 ? product / sqrt(squareA * squareB) : undefined;
}
