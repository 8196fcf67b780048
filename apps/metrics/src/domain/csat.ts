import { shareOf, type ShareWithInterval } from '@perennial/figures';

import { countWithin, type ScoreCounts } from './score-counts.js';

const SATISFIED_FROM = 4;
const HIGHEST = 5;

/** Customer satisfaction: the share of 4 and 5 among answers of 1 to 5, with Wilson's interval. */
export function csatOf(scores: ScoreCounts): ShareWithInterval {
  return shareOf(countWithin(scores, SATISFIED_FROM, HIGHEST), countWithin(scores, 1, HIGHEST));
}
