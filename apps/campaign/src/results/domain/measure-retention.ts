import {
  incrementalOf,
  liftOfProportions,
  type Conversions,
  type Estimate,
  type Incremental,
  type Lift,
} from '@perennial/experiments';
import { shareOf } from '@perennial/figures';

import type { ResultArm } from './arm-sums.js';
import type { Cost } from './measure-campaign.js';

/** How many customers of an arm came back in the window after the window of the campaign. */
export interface RetainedCount {
  readonly arm: ResultArm;
  /** Those of whom both windows are over. */
  readonly n: number;
  readonly notYet: number;
  readonly retained: number;
}

interface RetainedCost extends Cost {
  readonly totalMinor: number;
  /** Of each treated customer who came back, whether or not because of the offer. */
  readonly perRetainedMinor: Estimate;
  /** Of each one more who came back than would have. */
  readonly perIncrementalMinor: Estimate;
}

export interface MeasuredRetention {
  readonly lift: Lift;
  /** Customers who came back and would not have. */
  readonly incremental: Estimate;
  readonly costs: readonly RetainedCost[];
  readonly caveats: Incremental['caveats'];
}

/**
 * What it cost to keep a customer. The cost is known exactly; how many it kept is an estimate, so the intervals are those of the
 * share of the treated (Wilson) and of the difference to the holdout, turned over: with one number in the ratio for certain
 * that is what Fieller's interval comes to. Where the difference may be 0 the upper end is null.
 *
 * 300 of 1,000 treated and 250 of 1,000 held out: at a cost of 60,000 minor units each who came back cost 200 (182.3 to 220.3), and each of the 50
 * more 1,200, from 673.6 to 5,492.8.
 *
 * @param costs of the treated of whom both windows are over
 */
export function measureRetention(counts: readonly RetainedCount[], costs: readonly Cost[]): MeasuredRetention {
  const treated = conversionsOf(counts, 'treatment');
  const lift = liftOfProportions(treated, conversionsOf(counts, 'holdout'));
  const incremental = incrementalOf(lift, treated.n, 0);
  return {
    lift,
    incremental: incremental.total,
    costs: costs.map((cost) => retainedCost(cost, treated, lift)),
    caveats: [...new Set([...lift.caveats, ...incremental.caveats])],
  };
}

function conversionsOf(counts: readonly RetainedCount[], wanted: ResultArm): Conversions {
  const count = counts.find(({ arm }) => arm === wanted);
  return { n: count?.n ?? 0, conversions: count?.retained ?? 0 };
}

function retainedCost(cost: Cost, { n, conversions }: Conversions, lift: Lift): RetainedCost {
  const totalMinor = cost.redeemedMinor + cost.openMinor;
  const share = shareOf(conversions, n);
  const each = (rate: number | null) => (rate !== null && rate > 0 ? totalMinor / (n * rate) : null);
  return {
    ...cost,
    totalMinor,
    perRetainedMinor: { value: each(share.value), low: each(share.high), high: each(share.low) },
    perIncrementalMinor: incrementalOf(lift, n, totalMinor).costOfOne,
  };
}
