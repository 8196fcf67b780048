import {
  areNamed,
  hiddenParts,
  shareDifference,
  shareOf,
  type Difference,
  type ShareWithInterval,
} from '@perennial/figures';

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
  /** Customers whose days are not over: nothing else is said of them. Undefined: suppressed. */
  readonly notYetObserved: number | undefined;
}

export interface ReturnsByBand {
  readonly bands: readonly ReturnsOfBand[];
  /** Null where one of both is not told. */
  readonly promotersOverDetractors: Difference | null;
}

/**
 * A band is of an opinion, so that somebody is in it may not be told of few, whichever way they are XX
 *
 * @param minimum fewest customers that are told of
 */
export function returnsByBand(scores: readonly ReturnsOfScore[], minimum: number): ReturnsByBand {
  const counts = NPS_BANDS.map((band) => {
    const ofBand = scores.filter(({ score }) => bandOf(score) === band);
    const observed = ofBand.filter((each) => each.observed);
    return {
      band,
      observed: sum(observed.map(({ customers }) => customers)),
      returned: sum(observed.map(({ returned }) => returned)),
      open: sum(ofBand.filter((each) => !each.observed).map(({ customers }) => customers)),
    };
  });
  const hidden = hiddenBands(
    counts.map(({ band, observed: n }) => ({ band, n })),
    minimum,
  );
  const hiddenOpen = hiddenBands(
    counts.map(({ band, open: n }) => ({ band, n })),
    minimum,
  );
  const bands = counts.map(({ band, observed, returned, open }) => ({
    band,
    share: hidden.has(band) ? undefined : shareOf(returned, observed),
    notYetObserved: hiddenOpen.has(band) ? undefined : open,
  }));
  const shareOfBand = (band: NpsBand) => bands.find((each) => each.band === band)?.share;
  const [promoters, detractors] = [shareOfBand('promoter'), shareOfBand('detractor')];
  return { bands, promotersOverDetractors: promoters && detractors ? shareDifference(promoters, detractors) : null };
}

function hiddenBands(bands: readonly { readonly band: NpsBand; readonly n: number }[], minimum: number): Set<NpsBand> {
  if (!areNamed(bands, minimum)) return new Set(NPS_BANDS);
  return new Set([...hiddenParts(bands, minimum)].map(({ band }) => band));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
