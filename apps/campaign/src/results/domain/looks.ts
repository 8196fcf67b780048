import { lookAtMeans, lookAtProportions, type Look, type LookSettings } from '@perennial/experiments';

import { NO_ARMS, sampleIn, withSums, type Arms, type SumsOfDay } from './arm-sums.js';

export interface Looks extends Look {
  /** Days on which a window ended, each of them a look. */
  readonly looks: number;
}

const NONE: Looks = { difference: null, p: 1, low: null, high: null, caveats: [], looks: 0 };

/** The rate of customers who bought, looked at each day; `days` in order. */
export function looksAtConversions(days: readonly (readonly SumsOfDay[])[]): Looks {
  return looked(days, ({ treatment, holdout }, settings) => lookAtProportions(treatment, holdout, settings));
}

/** The mean of what was bought in a currency, looked at each day; `days` in order. */
export function looksAtRevenue(days: readonly (readonly SumsOfDay[])[], currency: string): Looks {
  return looked(days, ({ treatment, holdout }, settings) =>
    lookAtMeans(sampleIn(treatment, currency), sampleIn(holdout, currency), settings),
  );
}

/** The smallest p of all days counts. It follows from the sums alone, so whoever asks again gets the same. */
function looked(days: readonly (readonly SumsOfDay[])[], look: (arms: Arms, settings: LookSettings) => Look): Looks {
  let arms = NO_ARMS;
  let looks = NONE;
  for (const day of days) {
    arms = withSums(arms, day);
    looks = { ...look(arms, { previousP: looks.p }), looks: looks.looks + 1 };
  }
  return looks;
}
