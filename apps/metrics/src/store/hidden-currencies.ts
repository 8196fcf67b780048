import { hiddenParts } from '@perennial/figures';
import type { Tx } from '@perennial/persistence';
import { GROUPS_READ } from '@perennial/service';

import type { SurveyWindow } from '../domain/survey-window.js';
import { countRepeaters } from './queries/count-repeaters.js';

/**
 * The currencies of which nothing is told in some days, since everybody who bought in these days, less the customers of the other
 * currencies, would tell of fewer than `minimum`. Of all time there are none: the totals of a shop are told then, of each currency.
 */
export async function hiddenCurrencies(tx: Tx, window: SurveyWindow, minimum: number): Promise<ReadonlySet<string>> {
  if (window.from === undefined && window.to === undefined) return new Set();
  const currencies = await countRepeaters(tx, { window }, 'currency', GROUPS_READ);
  const parts = currencies.map(({ group, customers: n, alone }) => ({ currency: group ?? '', n, alone }));
  return new Set([...hiddenParts(parts, minimum)].map(({ currency }) => currency));
}
