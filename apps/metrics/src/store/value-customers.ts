import type { Tx } from '@perennial/persistence';

import type { ChurnRisk } from '../domain/churn.js';
import { valuesBy } from '../domain/customer-values.js';
import type { ModelFit } from '../domain/model.js';
import { valueGroups, type ValuedCustomer } from '../domain/value-report.js';
import { listSamplePage } from './queries/list-sample.js';

/** Customers that are read and valued at once: some milliseconds of reckoning, between which everything else has its turn. */
const PAGE = 5_000;

/**
 * Everybody who bought in a currency, with what a model says of them today, some at a time. Without ids. Who changes meanwhile
 * is as they were or as they are.
 */
export async function* valueCustomers(
  tx: Tx,
  currency: string,
  model: ModelFit,
  today: number,
): AsyncGenerator<readonly ValuedCustomer[]> {
  const valuesOf = valuesBy(model, today);
  let after: string | undefined;
  do {
    const { histories, last } = await listSamplePage(tx, currency, after, PAGE);
    const values = valuesOf(histories);
    yield histories.flatMap((history, i) => {
      const value = values[i];
      return value ? { history, value } : [];
    });
    after = last;
  } while (after !== undefined);
}

/** The risk that those who bought in a currency have given up. @returns undefined where no model tells it */
export async function readChurnRisk(
  tx: Tx,
  currency: string,
  model: ModelFit,
  today: number,
): Promise<ChurnRisk | undefined> {
  if (!model.purchasesMbg) return undefined;
  const groups = await valueGroups(valueCustomers(tx, currency, model, today), () => currency);
  return groups.get(currency)?.churn;
}
