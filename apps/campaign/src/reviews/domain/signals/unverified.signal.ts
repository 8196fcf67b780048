import type { Signal } from './signal.js';

/** No purchase of it by the customer is known that was kept. */
export const unverified: Signal = {
  code: 'unverified',
  weight: 'unverified',
  against: ({ orders, kept }, { purchaseWithinDays }) =>
    kept > 0 ? undefined : { withinDays: purchaseWithinDays, orders, returned: orders - kept },
};
