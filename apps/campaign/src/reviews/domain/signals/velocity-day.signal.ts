import type { Signal } from './signal.js';

/** The customer has published more that day than people do. The first ones of the day stand. */
export const velocityDay: Signal = {
  code: 'velocity-day',
  weight: 'velocityDay',
  against: ({ ofDay }, { reviewsPerDayMax }) =>
    ofDay <= reviewsPerDayMax ? undefined : { reviews: ofDay, max: reviewsPerDayMax },
};
