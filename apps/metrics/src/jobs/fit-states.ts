import type { Tx } from '@perennial/persistence';

import { isCountOutdated, type CurrencyCount, type FitState } from '../domain/refit-rule.js';
import { countBuyers } from '../store/queries/count-buyers.js';
import { countRecordsApplied } from '../store/queries/count-records-applied.js';
import { listFitted } from '../store/queries/list-fitted.js';

/**
 * What there is to fit, as a function of the day to be asked again and again. Customers are counted when it is asked first, then on each
 * further day (few of many may be all of a new currency), and when so many records have been applied that the answer may be another; in
 * between some rows are read.
 */
export function fitStatesOf(db: Tx): (today: number) => Promise<FitState[]> {
  let counted: { readonly counts: readonly CurrencyCount[]; readonly at: bigint; readonly day: number } | undefined;
  return async (today) => {
    // Before they are counted: what is applied meanwhile counts once more rather than not at all.
    const at = await countRecordsApplied(db);
    if (counted?.day !== today || isCountOutdated(counted.counts, at - counted.at))
      counted = { counts: await countBuyers(db), at, day: today };
    const models = await listFitted(db);
    return counted.counts.map((count) => {
      const fitted = models.get(count.currency);
      return { ...count, ...(fitted && { fitted }) };
    });
  };
}
