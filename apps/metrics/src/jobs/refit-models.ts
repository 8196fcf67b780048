import type { Database } from '@perennial/persistence';

import { calendarDay } from '../domain/calendar-day.js';
import { refitReason } from '../domain/refit-rule.js';
import { generationName } from '../store/generation-name.js';
import { insertGeneration } from '../store/queries/insert-generation.js';
import { insertModels } from '../store/queries/insert-models.js';
import { waitForProjections } from '../store/queries/hold-models.js';
import type { Fit } from './fit-in-worker.js';
import type { WhatToFit } from './fit-states.js';

export interface RefitOptions {
  /** The service's clock; T is counted to its day. */
  readonly now: Date;
  readonly timeZone: string;
  /** What there is to fit; see `fitStatesOf`. */
  readonly states: (today: number) => Promise<WhatToFit>;
  readonly fit: Fit;
  /** Ends a running fit. */
  readonly stop: AbortSignal;
}

export interface RefitOutcome {
  readonly generation: string;
  readonly reason: string;
  readonly currencies: readonly string[];
}

/**
 * Fits all currencies anew if there is a reason to, and keeps the result as one generation. Harmless when repeated and
 * when two do it at once: the second finds no reason, or makes one more generation.
 *
 * @returns undefined when there was no reason, or nothing could be fitted
 */
export async function refitModels(
  db: Database,
  { now, timeZone, states, fit, stop }: RefitOptions,
): Promise<RefitOutcome | undefined> {
  const today = calendarDay(now.getTime(), timeZone);
  const { states: known, records } = await states(today);
  const reason = refitReason(known, today, records);
  if (reason === undefined) return undefined;

  const fitted = await fit(
    known.map(({ currency }) => currency),
    today,
    stop,
  );
  if (fitted.length === 0) return undefined;
  const generation = await db.transaction(async (tx) => {
    await waitForProjections(tx);
    const number = await insertGeneration(tx, now, reason, records.atRest ? undefined : records.applied);
    await insertModels(tx, number, fitted);
    return number;
  });
  return { generation: generationName(generation), reason, currencies: fitted.map(({ currency }) => currency) };
}
