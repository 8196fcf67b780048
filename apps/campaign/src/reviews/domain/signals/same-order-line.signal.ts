import type { Signal } from './signal.js';

/** The customer has as many reviews of it before as there are order lines of it. Of what was never bought, the second one. */
export const sameOrderLine: Signal = {
  code: 'same-order-line',
  weight: 'sameOrderLine',
  against: ({ lines, ofLines }) => (ofLines <= Math.max(lines, 1) ? undefined : { lines, reviews: ofLines }),
};
