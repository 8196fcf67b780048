import type { Envelope } from '@perennial/contracts';
import { recordOrders, type RecordedOrders } from '@perennial/orders';

import { recordDays } from '../store/metrics.store.js';
import { measurePurchases } from './measure-awards.js';
import { projectChanged } from './project-changed.js';
import type { Recorder } from './recorder.js';

/** Keeps purchase days net of returns, and tells what their customers are expected to buy from now on. */
export const recordPurchases: Recorder = async (events, tx, chunk) => {
  await measurePurchases(events, tx, chunk);
  const recorded = await recordOrders(tx, events);
  const histories = await recordDays(tx, recorded, chunk.timeZone);
  const causes = lastEventOfPerson(recorded);
  const messages = await projectChanged(tx, histories, (customerId) => causes.get(customerId), chunk);
  const { refused: rejected, parked, released } = recorded;
  return { messages, rejected, parked, released };
};

/** By person: the last event that has acted on an order of theirs. */
function lastEventOfPerson({ accepted, orders, customers }: RecordedOrders): Map<string, Envelope> {
  const last = new Map<string, Envelope>();
  for (const event of accepted) {
    const customerId = orders.get(event.data.orderId)?.goods?.customerId;
    if (customerId !== undefined) last.set(customers.personOf(customerId), event);
  }
  return last;
}
