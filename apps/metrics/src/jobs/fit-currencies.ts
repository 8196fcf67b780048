import type { Tx } from '@perennial/persistence';

import { fitCurrency, type FittedModel } from '../domain/fit-currency.js';
import { listSample } from '../store/queries/list-sample.js';

/**
 * Reads the histories of everybody and fits the models of currencies, one after the other. Those of which there is too little are
 * left out.
 *
 * @param today days since 1970-01-01
 */
export async function fitCurrencies(db: Tx, currencies: readonly string[], today: number): Promise<FittedModel[]> {
  const fitted: FittedModel[] = [];
  for (const currency of currencies) {
    const model = fitCurrency(currency, await listSample(db, currency), today);
    if (model) fitted.push(model);
  }
  return fitted;
}
