import type { Horizon } from '@perennial/clv';

/** Twelve months of lifetimes' 4.345 weeks, at 1 % a month, so that both sides come to the same numbers. */
export const horizon: Horizon = { periods: 12, periodLength: 4.345, rate: 0.01 };
