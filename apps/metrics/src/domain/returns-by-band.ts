import { shareDifference, shareOf, type Difference, type ShareWithInterval } from '@perennial/figures';

import { bandOf, NPS_BANDS, type NpsBand } from './nps.js';

/** Customers of one score who had bought when they answered. */
export interface ReturnsOfScore {
  readonly score: number;
  /** Whether all the days are over in which they may have returned. */
  readonly observed: boolean;
  readonly customers: number;
  /** Those who bought on a later day within these days; 0 of those not observed. */
  readonly returned: number;
}

export interface ReturnsOfBand {
  readonly band: NpsBand;
  /** Of the customers observed; undefined: suppressed. */
  readonly share: ShareWithInterval | undefined;
  /** Customers whose days are not over: nothing is said of them. */
  readonly notYetObserved: number;
}

export interface ReturnsByBand {
  readonly bands: readonly ReturnsOfBand[];
  /** Null where one of both is not told. */
  readonly promotersOverDetractors: Difference | null;
}

/** @param minimum fewest customers that are told of */
export function returnsByBand(scores: readonly ReturnsOfScore[], minimum: number): ReturnsByBand {
  const counts = NPS_BANDS.map((band) => {
    const ofBand = scores.filter(({ score }) => bandOf(score) === band);
    const observed = ofBand.filter((each) => each.observed);
    return {
      band,
      n: sum(observed.map(({ customers }) => customers)),
      returned: sum(observed.map(({ returned }) => returned)),
      notYetObserved: sum(ofBand.filter((each) => !each.observed).map(({ customers }) => customers)),
    };
  });
  const bands = counts.map((each) => ({
    band: each.band,
    share: each.n > 0 && each.n < minimum ? undefined : shareOf(each.returned, each.n),
    notYetObserved: each.notYetObserved,
  }));
  const shareOfBand = (band: NpsBand) => bands.find((each) => each.band === band)?.share;
  const [promoters, detractors] = [shareOfBand('promoter'), shareOfBand('detractor')];
  return { bands, promotersOverDetractors: promoters && detractors ? shareDifference(promoters, detractors) : null };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
