import { isAsGood, minimiseFrom } from './fit-outcome.js';
import type { PurchaseLikelihood } from './fit-purchases.js';
import { sampleOf, type GroupedHistories } from './histories.js';
import {
  inverseHessian,
  minimise,
  type Box,
  type Manner,
  type Minimum,
  type Objective,
  type Start,
} from './minimise.js';

/** Distinct histories, and customers with a repeat purchase among them, that are enough to look for peaks. */
const ENOUGH_TO_EXPLORE = 2_000;
const REPEAT_CUSTOMERS_TO_EXPLORE = 200;

/** Log-likelihoods of such a part: closer ones are of one peak, and a peak so far below the best is not it on all either. */
const SAME_PEAK = 1e-3;
const OUT_OF_REACH = 10;
const MOST_PEAKS = 3;

/** A log-likelihood so little above that of nobody giving up may have another peak as high. */
const FLAT = 3;

type Likelihood = PurchaseLikelihood<string, string>;

export interface BestPurchases {
  readonly minimum: Minimum;
  /** Where it was found. */
  readonly box: Box;
  /** The best when nobody gives up. */
  readonly withoutDropout: Minimum;
}

/**
 * The best fit of a model of purchases. The likelihoods have several peaks at times: at ordinary dropout, where nobody gives up, and
 * where some give up at once and the others never do. Each is looked for, of many histories on a part of them: only the
 * peaks that show there are climbed with all. The last may lie beyond the box.
 */
export function bestPurchases(likelihood: Likelihood, grouped: GroupedHistories, objective: Objective): BestPurchases {
  const part = partOf(grouped);
  const shown = part ? shownBy(likelihood, part) : undefined;
  const starts = likelihood.starts(grouped);
  const climb = (from: readonly Peak[] | undefined, box: Box) => {
    const peaks = from ?? starts.map((theta): Peak => ({ theta }));
    return best(peaks.map(({ theta, inverse }) => minimise(objective, theta, box, { inverse })));
  };
  const withoutDropout = climb(shown && [shown.withoutDropout], likelihood.withoutDropout);
  const found = climb(shown?.peaks, likelihood.box);
  const limit = bestAtOnce(likelihood, objective, withoutDropout);
  const within = (minimum: Minimum): BestPurchases =>
    limit && !isAsGood(minimum.value, limit.minimum.value)
      ? { ...limit, withoutDropout }
      : { minimum, box: likelihood.box, withoutDropout };
  const shownBest = within(found);
  const gain = (withoutDropout.value - shownBest.minimum.value) * grouped.customers;
  if (part && gain > FLAT) return shownBest;
  const others = fewOrNoneGone(likelihood, withoutDropout, limit?.minimum);
  const other = minimiseFrom(objective, others, likelihood.box, { roughly: true });
  return within(best([found, minimise(objective, other.theta, likelihood.box)]));
}

/** The limit in which some give up at once and the others never, of a model that does not have it in its box. */
function bestAtOnce({ someAtOnce }: Likelihood, objective: Objective, withoutDropout: Minimum, manner?: Manner) {
  if (!someAtOnce) return undefined;
  const start = [...withoutDropout.theta.subarray(0, 2), ...someAtOnce.start];
  return { minimum: minimise(objective, start, someAtOnce.box, manner), box: someAtOnce.box };
}

function best(found: readonly Minimum[]): Minimum {
  return found.reduce((least, next) => (next.value < least.value ? next : least));
}

function partOf(grouped: GroupedHistories): GroupedHistories | undefined {
  if (grouped.x.length <= 2 * ENOUGH_TO_EXPLORE) return undefined;
  const part = sampleOf(grouped, ENOUGH_TO_EXPLORE);
  return part.repeatCustomers < REPEAT_CUSTOMERS_TO_EXPLORE ? undefined : part;
}

/** A place near a peak, with the curvature there, so that the peak is a few steps away. */
interface Peak {
  readonly theta: Start;
  readonly inverse?: readonly Float64Array[] | undefined;
}

/** Where the peaks of a part of the histories are, the highest first, and the one without dropout. */
function shownBy(likelihood: Likelihood, part: GroupedHistories) {
  const objective = likelihood.objective(part);
  const starts = likelihood.starts(part);
  const roughly = { roughly: true };
  const withoutDropout = minimiseFrom(objective, starts, likelihood.withoutDropout, roughly);
  const limit = bestAtOnce(likelihood, objective, withoutDropout, roughly);
  const found = [...starts, ...fewOrNoneGone(likelihood, withoutDropout, limit?.minimum)]
    .map((start) => minimise(objective, start, likelihood.box, roughly))
    .sort((a, b) => a.value - b.value);
  const below = ({ value }: Minimum, other = found[0]) => (value - (other?.value ?? value)) * part.customers;
  const peaks = found
    .filter((each, i) => i === 0 || (below(each, found[i - 1]) > SAME_PEAK && below(each) < OUT_OF_REACH))
    .slice(0, MOST_PEAKS);
  const peakAt = ({ theta }: Minimum, held: readonly boolean[]): Peak => ({
    theta,
    inverse: inverseHessian(objective, theta, held),
  });
  return {
    peaks: peaks.map((peak) => peakAt(peak, [false, false, false, false])),
    withoutDropout: peakAt(withoutDropout, [false, false, true, true]),
  };
}

/** Purchases as without dropout; and none of the customers gives up, or a share of them at once and the others never. */
function fewOrNoneGone({ goneAtOnce, someAtOnce }: Likelihood, { theta }: Minimum, limit?: Minimum): Start[] {
  const gone = (rates: Float64Array, dropouts: readonly (readonly number[])[] = []) =>
    dropouts.map((dropout) => [...rates.subarray(0, 2), ...dropout]);
  const besideLimit = limit && gone(limit.theta, someAtOnce?.beside([...limit.theta.subarray(2)]));
  return [theta, ...gone(theta, goneAtOnce), ...(besideLimit ?? [])];
}
