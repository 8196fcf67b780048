/* What the module's own providers are called. */
export const ADD_UP_DECISIONS = Symbol('add up decisions');
export const OFFER_ON_DATES = Symbol('offer on dates');
export const LEARN_FROM_OUTCOMES = Symbol('learn from outcomes');
export const KEEP_AUDIENCES = Symbol('keep audiences');
export const RUN_CAMPAIGNS = Symbol('run campaigns');
export const ASK_WHEN_DUE = Symbol('ask when due');
export const FORGET_ANSWERS = Symbol('forget answers');
