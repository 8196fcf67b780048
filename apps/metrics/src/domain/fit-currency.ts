import { fitModel, type Model, type ModelFit } from './model.js';
import type { PurchaseDays } from './purchase-history.js';
import { rfmBounds } from './rfm.js';
import { sampleOf } from './sample.js';

/** The models of one currency, with what they were fitted on. */
export type FittedModel = Pick<Model, 'currency' | 'asOfDay' | 'firstDay' | 'lastDay'> & {
  readonly customers: number;
  readonly fit: ModelFit;
};

/**
 * Fits the models of a currency, and finds the bounds of its fifths.
 *
 * @param histories of everybody who bought in it
 * @param today days since 1970-01-01, to which T is counted
 * @returns undefined when there are too few repeat customers, or nothing could be fitted
 */
export function fitCurrency(
  currency: string,
  histories: readonly PurchaseDays[],
  today: number,
): FittedModel | undefined {
  const fit = fitModel(sampleOf(histories, today));
  if (!fit) return undefined;
  const firstDay = histories.reduce((first, history) => Math.min(first, history.firstDay), today);
  const lastDay = histories.reduce((last, history) => Math.max(last, history.lastDay), firstDay);
  const customers = histories.length;
  return {
    currency,
    asOfDay: today,
    firstDay,
    lastDay,
    customers,
    fit: { ...fit, rfmBounds: rfmBounds(histories, today) },
  };
}
