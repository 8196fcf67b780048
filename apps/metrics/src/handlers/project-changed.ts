import type { Envelope } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { calendarDay } from '../domain/calendar-day.js';
import { project } from '../domain/projection.js';
import type { ChangedHistories } from '../store/metrics.store.js';
import { findModels } from '../store/queries/find-models.js';
import { holdModels } from '../store/queries/hold-models.js';
import { projectionCausedBy } from './projection-message.js';
import type { MetricsChunk } from './recorder.js';

/**
 * Tells what persons are expected to buy from now on, whose histories a chunk has changed. They are locked by `tx`.
 *
 * @param causeOf the last event that changed a person's history
 */
export async function projectChanged(
  tx: Tx,
  histories: ChangedHistories,
  causeOf: (customerId: string) => Envelope | undefined,
  { now, timeZone }: Pick<MetricsChunk, 'now' | 'timeZone'>,
): Promise<OutgoingMessage[]> {
  if (histories.size === 0) return [];
  // After the customers were locked: newer models then find them changed when they are projected anew.
  await holdModels(tx);
  const models = await findModels(tx);
  const today = calendarDay(now.getTime(), timeZone);
  return [...histories].flatMap(([customerId, ofCustomer]) => {
    const cause = causeOf(customerId);
    return cause ? [projectionCausedBy(cause, project(customerId, ofCustomer, models, today))] : [];
  });
}
