import type { Tx } from '@perennial/persistence';

import type { ChurnRisk } from '../domain/churn.js';
import type { CustomerGrouping } from '../domain/retention-grouping.js';
import { findModels } from './queries/find-models.js';
import type { WantedPurchases } from './queries/grouped-purchases.js';
import { sumChurnRisk } from './queries/sum-churn-risk.js';

/** The risk in one currency, by the model that tells it. */
export interface ChurnOfCurrency extends ChurnRisk {
  readonly currency: string;
  /** Of the model. */
  readonly version: string;
  /** Of the MBG/NBD. False: it takes everybody for alive, because the data show of nobody that they gave up. */
  readonly dropoutIdentified: boolean;
}

/**
 * The risk that customers have given up, in each currency whose model tells it.
 *
 * @param wanted days of the first purchase; `today` is YYYY-MM-DD
 * @param limit groups read at most of each currency
 * @returns by currency, then by group as `sumChurnRisk` has them
 */
export async function readChurn(
  tx: Tx,
  wanted: WantedPurchases & { readonly today: string },
  grouping: CustomerGrouping | undefined,
  limit: number,
): Promise<ChurnOfCurrency[]> {
  const told: ChurnOfCurrency[] = [];
  for (const [currency, model] of await findModels(tx)) {
    if (wanted.currency !== undefined && wanted.currency !== currency) continue;
    const risks = await sumChurnRisk(tx, model, { ...wanted, currency }, grouping, limit);
    const dropoutIdentified = model.purchasesMbg?.dropoutIdentified ?? false;
    told.push(...risks.map((risk) => ({ ...risk, currency, version: model.version, dropoutIdentified })));
  }
  return told;
}
