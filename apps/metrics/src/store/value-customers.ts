import type { Tx } from '@perennial/persistence';

import { valuesBy } from '../domain/customer-values.js';
import type { ModelFit } from '../domain/model.js';
import type { ValuedCustomer } from '../domain/value-report.js';
import type { WantedCustomers } from './queries/grouped-purchases.js';
import { samplePages } from './queries/list-sample.js';
import { groupedSamplePages, type GroupedSample } from './queries/list-grouped-sample.js';
import type { CustomerGrouping } from '../domain/retention-grouping.js';
import { isoDate } from '../domain/calendar-day.js';

const UNDIVIDED = [null];

/**
 * Everybody who bought in a currency, first in some days, with what a model says of them today, some at a time. Without ids.
 *
 * @param tx with a grouping, a transaction
 * @param today days since 1970-01-01; tiers and campaigns are as of it, too
 */
export async function* valueCustomers(
  tx: Tx,
  wanted: WantedCustomers,
  model: ModelFit,
  today: number,
  grouping?: CustomerGrouping,
): AsyncGenerator<readonly ValuedCustomer[]> {
  const valuesOf = valuesBy(model, today);
  const pages = grouping
    ? groupedSamplePages(tx, { ...wanted, today: isoDate(today) }, grouping)
    : undividedPages(tx, wanted);
  for await (const { histories, groups } of pages) {
    const values = valuesOf(histories);
    yield histories.flatMap((history, i) => {
      const value = values[i];
      return value ? { history, value, groups: groups[i] ?? UNDIVIDED } : [];
    });
  }
}

async function* undividedPages(tx: Tx, wanted: WantedCustomers): AsyncGenerator<GroupedSample> {
  for await (const histories of samplePages(tx, wanted)) yield { histories, groups: [] };
}
