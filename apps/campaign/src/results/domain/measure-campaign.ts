import {
  adjustedLift,
  incrementalOf,
  liftOfMeans,
  liftOfProportions,
  type AdjustedLift,
  type Estimate,
  type Incremental,
  type Lift,
} from '@perennial/experiments';

import { NO_ARMS, sampleIn, withSums, type Arms, type SumsOfDay } from './arm-sums.js';
import { looksAtConversions, looksAtRevenue, type Looks } from './looks.js';

/** Face value of the offers made to the treated within their windows, in minor units. */
export interface Cost {
  readonly currency: string;
  readonly redeemedMinor: number;
  /** Of those that may still be redeemed. */
  readonly openMinor: number;
}

export interface MeasuredCost extends Cost {
  readonly totalMinor: number;
  /** Of each treated customer who bought, whether or not because of the offer; null when nobody did. */
  readonly perConversionMinor: number | null;
  /** Of each one more who bought than would have. */
  readonly perIncrementalMinor: Estimate;
}

export interface MeasuredRevenue {
  readonly currency: string;
  readonly lift: Lift;
  /** With what was spent before taken into account. */
  readonly adjusted: AdjustedLift;
  readonly alwaysValid: Looks;
  /** Difference of the means, adjusted, times the treated: minor units. */
  readonly incrementalMinor: Estimate;
}

export interface Measured {
  readonly arms: Arms;
  readonly conversion: {
    readonly lift: Lift;
    readonly alwaysValid: Looks;
    readonly incremental: Estimate;
  };
  /** By currency, in order. */
  readonly revenue: readonly MeasuredRevenue[];
  readonly costs: readonly MeasuredCost[];
  /** What the figures cannot tell, and of which figure. */
  readonly caveats: readonly { readonly of: string; readonly code: Incremental['caveats'][number] }[];
}

/** What a campaign brought: treatment against holdout. @param sums in the order of their days */
export function measureCampaign(sums: readonly SumsOfDay[], costs: readonly Cost[]): Measured {
  const days = byDay(sums);
  const arms = withSums(NO_ARMS, sums);
  const { treatment, holdout } = arms;
  const lift = liftOfProportions(treatment, holdout);
  const currencies = new Set(
    sums.flatMap(({ currency, arm }) => (currency === null || arm === 'control' ? [] : [currency])),
  );
  const revenue = [...currencies].sort().map((currency) => measuredRevenue(arms, days, currency));
  const alwaysValid = looksAtConversions(days);
  const incremental = incrementalOf(lift, treatment.n, 0);
  return {
    arms,
    conversion: { lift, alwaysValid, incremental: incremental.total },
    revenue,
    costs: costs.map((cost) => measuredCost(cost, arms, lift)),
    caveats: [
      ...toldOf('conversion', lift.caveats, alwaysValid.caveats, incremental.caveats),
      ...revenue.flatMap(({ currency, adjusted, alwaysValid: looks }) =>
        toldOf(`revenue ${currency}`, adjusted.caveats, looks.caveats),
      ),
    ],
  };
}

function measuredRevenue(
  { treatment, holdout }: Arms,
  days: readonly (readonly SumsOfDay[])[],
  currency: string,
): MeasuredRevenue {
  const [treated, held] = [sampleIn(treatment, currency), sampleIn(holdout, currency)];
  const adjusted = adjustedLift(treated, held);
  return {
    currency,
    lift: liftOfMeans(treated, held),
    adjusted,
    alwaysValid: looksAtRevenue(days, currency),
    incrementalMinor: incrementalOf(adjusted, treatment.n, 0).total,
  };
}

function measuredCost(cost: Cost, { treatment: { n, conversions } }: Arms, lift: Lift): MeasuredCost {
  const totalMinor = cost.redeemedMinor + cost.openMinor;
  return {
    ...cost,
    totalMinor,
    perConversionMinor: conversions === 0 ? null : totalMinor / conversions,
    perIncrementalMinor: incrementalOf(lift, n, totalMinor).costOfOne,
  };
}

function byDay(sums: readonly SumsOfDay[]): SumsOfDay[][] {
  const days = new Map<string, SumsOfDay[]>();
  for (const row of sums) {
    const others = days.get(row.day);
    if (others) others.push(row);
    else days.set(row.day, [row]);
  }
  return [...days.values()];
}

function toldOf(of: string, ...caveats: readonly Incremental['caveats'][]): Measured['caveats'] {
  return [...new Set(caveats.flat())].map((code) => ({ of, code }));
}
