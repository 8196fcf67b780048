import { isEvent, purchaseCancelled, purchaseCompleted, type Envelope } from '@perennial/contracts';

import { calendarDay } from '../domain/calendar-day.js';
import { project } from '../domain/projection.js';
import { recordDays, recordOrders, type RecordedOrders } from '../store/metrics.store.js';
import { findModels } from '../store/queries/find-models.js';
import { measurePurchases } from './measure-awards.js';
import { projectionCausedBy } from './projection-message.js';
import type { Recorder } from './recorder.js';

/** Keeps purchase days, and tells what their customers are expected to buy from now on. */
export const recordPurchases: Recorder = async (events, tx, chunk) => {
  const { now, timeZone } = chunk;
  await measurePurchases(events, tx, chunk);
  const recorded = await recordOrders(tx, events);
  const histories = await recordDays(tx, recorded, timeZone);
  if (histories.size === 0) return { messages: [], rejected: recorded.refused };

  // Read after the customers were locked: newer models then find them changed when they are projected anew.
  const models = await findModels(tx);
  const today = calendarDay(now.getTime(), timeZone);
  const causes = lastEventOfCustomer(events, recorded);
  const messages = [...histories].flatMap(([customerId, ofCustomer]) => {
    const cause = causes.get(customerId);
    return cause ? [projectionCausedBy(cause, project(customerId, ofCustomer, models, today))] : [];
  });
  return { messages, rejected: recorded.refused };
};

/** By customer: the last accepted event on an order of theirs, in order of things. */
function lastEventOfCustomer(events: readonly Envelope[], { now, refused }: RecordedOrders): Map<string, Envelope> {
  const withoutEffect = new Set(refused.map(({ event }) => event));
  const last = new Map<string, Envelope>();
  for (const event of events) {
    if (withoutEffect.has(event)) continue;
    if (!isEvent(purchaseCompleted, event) && !isEvent(purchaseCancelled, event)) continue;
    const customerId = now.get(event.data.orderId)?.purchase?.customerId;
    if (customerId !== undefined) last.set(customerId, event);
  }
  return last;
}
