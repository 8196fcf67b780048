import { minimiseFrom } from './fit-outcome.js';
import type { PurchaseLikelihood } from './fit-purchases.js';
import { sampleOf, type GroupedHistories } from './histories.js';
import { minimise, type Minimum, type Objective, type Start } from './minimise.js';

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
  /** The best when nobody gives up. */
  readonly withoutDropout: Minimum;
}

/**
 * The best fit of a model of purchases. The likelihoods have several peaks at times: at ordinary dropout, where nobody gives up, and
 * where some give up at once and the others never do. Each is looked for, of many histories on a part of them: only the
 * peaks that show there are climbed with all.
 */
export function bestPurchases(likelihood: Likelihood, grouped: GroupedHistories, objective: Objective): BestPurchases {
  const part = partOf(grouped);
  const starts = part ? peaksOf(likelihood, part) : likelihood.starts(grouped);
  const withoutDropout = minimiseFrom(objective, starts, likelihood.withoutDropout);
  const found = minimiseFrom(objective, starts, likelihood.box);
  const gain = (withoutDropout.value - found.value) * grouped.customers;
  if (part && gain > FLAT) return { minimum: found, withoutDropout };
  const other = minimiseFrom(objective, fewOrNoneGone(likelihood, withoutDropout), likelihood.box);
  return { minimum: other.value < found.value ? other : found, withoutDropout };
}

function partOf(grouped: GroupedHistories): GroupedHistories | undefined {
  if (grouped.x.length <= 2 * ENOUGH_TO_EXPLORE) return undefined;
  const part = sampleOf(grouped, ENOUGH_TO_EXPLORE);
  return part.repeatCustomers < REPEAT_CUSTOMERS_TO_EXPLORE ? undefined : part;
}

/** Where the peaks of a part of the histories are, the highest first. */
function peaksOf(likelihood: Likelihood, part: GroupedHistories): Start[] {
  const objective = likelihood.objective(part);
  const starts = likelihood.starts(part);
  const withoutDropout = minimiseFrom(objective, starts, likelihood.withoutDropout);
  const found = [...starts, ...fewOrNoneGone(likelihood, withoutDropout)]
    .map((start) => minimise(objective, start, likelihood.box))
    .sort((a, b) => a.value - b.value);
  const below = ({ value }: Minimum, other = found[0]) => (value - (other?.value ?? value)) * part.customers;
  return found
    .filter((each, i) => i === 0 || (below(each, found[i - 1]) > SAME_PEAK && below(each) < OUT_OF_REACH))
    .slice(0, MOST_PEAKS)
    .map(({ theta }) => theta);
}

/** Purchases as without dropout; and none of the customers gives up, or a share of them at once and the others never. */
function fewOrNoneGone({ goneAtOnce }: Likelihood, { theta }: Minimum): Start[] {
  return [theta, ...goneAtOnce.map((dropout) => [...theta.subarray(0, 2), ...dropout])];
}
