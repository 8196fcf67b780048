import type { Trigger } from './trigger.js';

/**
 * A customer's first purchase: the first one known when it is handled.
 *
 * An earlier one that arrives later is not first any more, and however old the first one is, it takes the place. Only a
 * cancellation gives the place back: the next purchase is then the first.
 */
export const firstPurchase: Trigger = (countedBefore, purchases) => (countedBefore === 0 ? purchases[0] : undefined);
