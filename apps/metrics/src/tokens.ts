/** The programme's time zone: in which a purchase falls on a day. */
export const TIME_ZONE = Symbol('TIME_ZONE');

/** The job that fits the models and publishes what follows from them. */
export const KEEP_MODELS_FRESH = Symbol('KEEP_MODELS_FRESH');

/** Fewest answers that figures about people are told of. */
export const MINIMUM_N = Symbol('MINIMUM_N');

/** The job that forgets what commands were answered long ago. */
export const FORGET_ANSWERS = Symbol('FORGET_ANSWERS');

/** The job that drops purchases whose award cannot be told of any more. */
export const FORGET_AWARDED = Symbol('FORGET_AWARDED');

/** What tells Prometheus what was read. */
export const KEPT_GAUGES = Symbol('KEPT_GAUGES');

/** The job that reads how the programme does. */
export const READ_PROGRAMME_GAUGES = Symbol('READ_PROGRAMME_GAUGES');

/** The job that reads how targets stand. */
export const READ_TARGET_GAUGES = Symbol('READ_TARGET_GAUGES');

/** The job that measures targets whose last day is over. */
export const SETTLE_TARGETS = Symbol('SETTLE_TARGETS');
