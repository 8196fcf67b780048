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

/** Records from which histories follow, as far as they were applied. */
export interface RecordsApplied {
  readonly applied: bigint;
  /** Whether hardly any have come since it was asked before: no import and no backlog is under way, or it stands still meanwhile. */
  readonly atRest: boolean;
  /** How many had been applied when the newest models were fitted; absent if that was at rest. */
  readonly amid?: bigint | undefined;
}

/** A model is refitted when the customers have grown by a fifth since, so that early models do not last long. */
const GROWTH = 1.2;

/** By what share of the customers a count may be behind, and of the records a model that was fitted amid many others. */
const COUNT_LATENESS = 0.01;

/** What may come between two questions at rest: so many records, or this share of all. */
const REST = { records: 3n, share: 1_000n };

/** @param before how many had been applied when it was asked the time before; undefined: not asked yet, so it is not known to be at rest */
export function isAtRest(applied: bigint, before: bigint | undefined): boolean {
  if (before === undefined || applied < before) return false;
  const share = applied / REST.share;
  return applied - before <= (share > REST.records ? share : REST.records);
}

/**
 * Why the models should be fitted now; undefined when they need not be. A function of what is stored and of the day, so
 * that it does not matter how long the service was down, or which instance asks.
 *
 * Models that were fitted while an import or a backlog came in saw histories that were cut off: they are fitted once more when it
 * has ended, if that brought a hundredth of the records or more.
 *
 * @param today days since 1970-01-01: the models are refitted once a day, when a day has gone by
 */
export function refitReason(
  states: readonly FitState[],
  today: number,
  { applied, atRest, amid }: RecordsApplied,
): 'no-model' | 'grown' | 'new-day' | 'at-rest' | undefined {
  const fittable = states.filter(({ repeatCustomers }) => repeatCustomers >= REPEAT_CUSTOMERS_NEEDED);
  if (fittable.some(({ fitted }) => fitted === undefined)) return 'no-model';
  if (fittable.some(({ customers, fitted }) => fitted && customers >= GROWTH * fitted.customers)) return 'grown';
  if (fittable.some(({ fitted }) => fitted && fitted.asOfDay < today)) return 'new-day';
  const came = amid === undefined ? 0 : Number(applied - amid);
  if (fittable.length > 0 && atRest && came > 0 && came >= COUNT_LATENESS * Number(applied)) return 'at-rest';
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
