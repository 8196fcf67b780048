/** Jobs of the ledger, which start and stop with the service. */
export const PASS_TIME = Symbol('PASS_TIME');
export const FORGET_ANSWERS = Symbol('FORGET_ANSWERS');
export const RECONCILE = Symbol('RECONCILE');
