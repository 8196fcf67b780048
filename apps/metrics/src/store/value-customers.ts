import type { Tx } from '@perennial/persistence';

import { valuesBy } from '../domain/customer-values.js';
import type { ModelFit } from '../domain/model.js';
import type { ValuedCustomer } from '../domain/value-report.js';
import type { WantedCustomers } from './queries/grouped-purchases.js';
import { samplePages } from './queries/list-sample.js';

/**
 * Everybody who bought in a currency, first in some days, with what a model says of them today, some at a time. Without ids.
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
  for await (const histories of samplePages(tx, wanted)) {
    const values = valuesOf(histories);
    yield histories.flatMap((history, i) => {
      const value = values[i];
      return value ? { history, value } : [];
    });
  }
}
