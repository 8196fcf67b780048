import type { Database } from '@perennial/persistence';

import { calendarDay } from '../domain/calendar-day.js';
import { refitReason } from '../domain/refit-rule.js';
import { rfmBounds } from '../domain/rfm.js';
import { sampleOf } from '../domain/sample.js';
import { generationName } from '../store/generation-name.js';
import { insertGeneration } from '../store/queries/insert-generation.js';
import { insertModels, type FittedModel } from '../store/queries/insert-models.js';
import { listFitStates } from '../store/queries/list-fit-states.js';
import { listSample } from '../store/queries/list-sample.js';
import type { Fit } from './fit-in-worker.js';

export interface RefitOptions {
  /** The service's clock; T is counted to its day. */
  readonly now: Date;
  readonly timeZone: string;
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
 * when two do it at once: the second finds no reason, or fails on the number of its generation.
 *
 * @returns undefined when there was no reason, or nothing could be fitted
 */
export async function refitModels(
  db: Database,
  { now, timeZone, fit, stop }: RefitOptions,
): Promise<RefitOutcome | undefined> {
  const today = calendarDay(now.getTime(), timeZone);
  const states = await listFitStates(db);
  const reason = refitReason(states, today);
  if (reason === undefined) return undefined;

  const fitted: FittedModel[] = [];
  for (const { currency } of states) {
    const histories = await listSample(db, currency);
    const found = await fit(sampleOf(histories, today), stop);
    if (!found) continue;
    const firstDay = histories.reduce((first, history) => Math.min(first, history.firstDay), today);
    const lastDay = histories.reduce((last, history) => Math.max(last, history.lastDay), firstDay);
    fitted.push({
      currency,
      asOfDay: today,
      firstDay,
      lastDay,
      customers: histories.length,
      fit: { ...found, rfmBounds: rfmBounds(histories, today) },
    });
  }
  if (fitted.length === 0) return undefined;
  const generation = await db.transaction(async (tx) => {
    const number = await insertGeneration(tx, now, reason);
    await insertModels(tx, number, fitted);
    return number;
  });
  return { generation: generationName(generation), reason, currencies: fitted.map(({ currency }) => currency) };
}
