import { setImmediate as breathe } from 'node:timers/promises';

import type { Tx } from '@perennial/persistence';

import { valueOf } from '../domain/customer-values.js';
import type { ModelFit } from '../domain/model.js';
import type { ValuedCustomer } from '../domain/value-report.js';
import { listSample } from './queries/list-sample.js';

/** Customers between two looks at what else there is to do: some milliseconds of reckoning. */
const AT_ONCE = 1_000;

/** Everybody who bought in a currency, with what a model says of them today. Without ids. */
export async function valueCustomers(
  tx: Tx,
  currency: string,
  model: ModelFit,
  today: number,
): Promise<ValuedCustomer[]> {
  const histories = await listSample(tx, currency);
  const customers: ValuedCustomer[] = [];
  for (const history of histories) {
    customers.push({ history, value: valueOf(history, model, today) });
    if (customers.length % AT_ONCE === 0) await breathe();
  }
  return customers;
}
