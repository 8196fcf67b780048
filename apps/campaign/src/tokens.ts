/* What the module's own providers are called. */
export const OFFER_ON_DATES = Symbol('offer on dates');
export const FORGET_ANSWERS = Symbol('forget answers');
