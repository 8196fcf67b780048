import { REPEAT_CUSTOMERS_NEEDED } from './model.js';

/** Who bought in a currency. */
export interface CurrencyCount {
  readonly currency: string;
  readonly customers: number;
  readonly repeatCustomers: number;
}

/** What there is to fit a currency on, and what its model was fitted on. */
export interface FitState extends CurrencyCount {
  readonly fitted?: { readonly customers: number; readonly asOfDay: number };
}

/** A model is refitted when the customers have grown by a fifth since, so that early models do not last long. */
const GROWTH = 1.2;

/** By what share of the customers a count may be behind. */
const COUNT_LATENESS = 0.01;

/**
 * Why the models should be fitted now; undefined when they need not be. A function of what is stored and of the day, so
 * that it does not matter how long the service was down, or which instance asks.
 *
 * @param today days since 1970-01-01: the models are refitted once a day, when a day has gone by
 */
export function refitReason(states: readonly FitState[], today: number): 'no-model' | 'grown' | 'new-day' | undefined {
  const fittable = states.filter(({ repeatCustomers }) => repeatCustomers >= REPEAT_CUSTOMERS_NEEDED);
  if (fittable.some(({ fitted }) => fitted === undefined)) return 'no-model';
  if (fittable.some(({ customers, fitted }) => fitted && customers >= GROWTH * fitted.customers)) return 'grown';
  if (fittable.some(({ fitted }) => fitted && fitted.asOfDay < today)) return 'new-day';
  return undefined;
}

/**
 * Whether customers have to be counted again after so many further records of purchases, returns and customers. A record makes one
 * customer, or one repeat customer, at most: before they come to a hundredth of the customers of all currencies, a new count would be no more than that off; of one that few buy in
 * it may be more.
 */
export function isCountOutdated(counts: readonly CurrencyCount[], records: bigint): boolean {
  const customers = counts.reduce((sum, each) => sum + each.customers, 0);
  return records !== 0n && Math.abs(Number(records)) >= COUNT_LATENESS * customers;
}
