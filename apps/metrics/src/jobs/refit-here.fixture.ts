import type { Database } from '@perennial/persistence';

import { fitCurrencies } from './fit-currencies.js';
import { fitStatesOf } from './fit-states.js';
import { refitModels, type RefitOutcome } from './refit-models.js';

/** Refits in the test's own thread, in UTC. */
export function refitHere(db: Database, now: Date): Promise<RefitOutcome | undefined> {
  return refitModels(db, {
    ...{ now, timeZone: 'UTC', states: fitStatesOf(db), stop: new AbortController().signal },
    fit: (currencies, today) => fitCurrencies(db, currencies, today),
  });
}
