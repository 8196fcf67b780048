import type { Model } from './model.js';
import type { PurchaseHistory } from './purchase-history.js';
import { rfmScores, segmentOf, type Segment } from './rfm.js';

/**
 * The segment of a customer as a whole: the one in the currency bought in on the most days; of several the one bought in
 * last, then the first in the order given.
 *
 * @param models by currency; one without bounds of fifths has no segments
 * @param today days since 1970-01-01
 */
export function mainSegment(
  histories: readonly PurchaseHistory[],
  models: ReadonlyMap<string, Model>,
  today: number,
): Segment | undefined {
  const [main] = histories
    .filter(({ currency }) => models.get(currency)?.rfmBounds)
    .sort((a, b) => b.purchaseDays - a.purchaseDays || b.lastDay - a.lastDay);
  const bounds = main && models.get(main.currency)?.rfmBounds;
  return bounds && segmentOf(rfmScores(main, bounds, today));
}
