import type { Database } from '@perennial/persistence';

import { fitCurrencies } from './fit-currencies.js';
import { fitStatesOf } from './fit-states.js';
import { refitModels, type RefitOutcome } from './refit-models.js';

/** Refits in the test's own thread, in UTC. @param states of a service that has asked before; else it has just started */
export function refitHere(db: Database, now: Date, states = fitStatesOf(db)): Promise<RefitOutcome | undefined> {
  return refitModels(db, {
    ...{ now, timeZone: 'UTC', states, stop: new AbortController().signal },
    fit: (currencies, today) => fitCurrencies(db, currencies, today),
  });
}
