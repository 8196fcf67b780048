import type { Tx } from '@perennial/persistence';

import {
  isAtRest,
  isCountOutdated,
  type CurrencyCount,
  type FitState,
  type RecordsApplied,
} from '../domain/refit-rule.js';
import { countBuyers } from '../store/queries/count-buyers.js';
import { countRecordsApplied } from '../store/queries/count-records-applied.js';
import { findRecordsAmid } from '../store/queries/find-records-amid.js';
import { listFitted } from '../store/queries/list-fitted.js';

export interface WhatToFit {
  readonly states: readonly FitState[];
  readonly records: RecordsApplied;
}

/**
 * What there is to fit, as a function of the day to be asked again and again. Customers are counted when it is asked first, then on each
 * further day (few of many may be all of a new currency), and when so many records have been applied that the answer may be another; in
 * between some rows are read.
 */
export function fitStatesOf(db: Tx): (today: number) => Promise<WhatToFit> {
  let counted: { readonly counts: readonly CurrencyCount[]; readonly at: bigint; readonly day: number } | undefined;
  let before: bigint | undefined;
  return async (today) => {
    // Before they are counted: what is applied meanwhile counts once more rather than not at all.
    const at = await countRecordsApplied(db);
    if (counted?.day !== today || isCountOutdated(counted.counts, at - counted.at))
      counted = { counts: await countBuyers(db), at, day: today };
    const models = await listFitted(db);
    const records = { applied: at, atRest: isAtRest(at, before), amid: await findRecordsAmid(db) };
    before = at;
    const states = counted.counts.map((count) => {
      const fitted = models.get(count.currency);
      return { ...count, ...(fitted && { fitted }) };
    });
    return { states, records };
  };
}
