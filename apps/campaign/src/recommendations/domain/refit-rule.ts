/** What a model was fitted on. */
export interface FittedState {
  readonly orders: number;
  /** Days since 1970-01-01. */
  readonly asOfDay: number;
}

/** A model is fitted anew when the orders have grown by a fifth since, so that early models do not last long. */
const GROWTH = 1.2;

/**
 * Why the model should be fitted now; undefined when it need not be. A function of what is stored and of the day, so that it
 * does not matter how long the service was down, or which instance asks.
 *
 * @param orders orders of customers there are
 * @param today days since 1970-01-01: also what was returned or forgotten leaves the model once a day has gone by
 */
export function refitReason(
  orders: number,
  today: number,
  fitted?: FittedState,
): 'no-model' | 'grown' | 'new-day' | undefined {
  if (!fitted) return orders > 0 ? 'no-model' : undefined;
  if (orders > fitted.orders && orders >= GROWTH * fitted.orders) return 'grown';
  return fitted.asOfDay < today ? 'new-day' : undefined;
}
