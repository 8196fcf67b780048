import type { Tx } from '@perennial/persistence';

import { valuesBy } from '../domain/customer-values.js';
import type { ModelFit } from '../domain/model.js';
import type { ValuedCustomer } from '../domain/value-report.js';
import type { WantedCustomers } from './queries/grouped-purchases.js';
import { listSamplePage } from './queries/list-sample.js';

/** Customers that are read and valued at once: some milliseconds of reckoning, between which everything else has its turn. */
const PAGE = 5_000;

/**
 * Everybody who bought in a currency, first in some days, with what a model says of them today, some at a time. Without ids. Who changes meanwhile
 * is as they were or as they are.
 *
 * @param today days since 1970-01-01
 */
export async function* valueCustomers(
  tx: Tx,
  wanted: WantedCustomers,
  model: ModelFit,
  today: number,
): AsyncGenerator<readonly ValuedCustomer[]> {
  const valuesOf = valuesBy(model, today);
  let after: string | undefined;
  do {
    const { histories, last } = await listSamplePage(tx, wanted, after, PAGE);
    const values = valuesOf(histories);
    yield histories.flatMap((history, i) => {
      const value = values[i];
      return value ? { history, value } : [];
    });
    after = last;
  } while (after !== undefined);
}
