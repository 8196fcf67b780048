import type { Signal } from './signal.js';

/** The customer has published more that month than people do. The first ones of the month stand. */
export const velocityMonth: Signal = {
  code: 'velocity-month',
  weight: 'velocityMonth',
  against: ({ ofMonth }, { reviewsPerMonthMax }) =>
    ofMonth <= reviewsPerMonthMax ? undefined : { reviews: ofMonth, max: reviewsPerMonthMax },
};
