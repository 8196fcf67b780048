import {
  customerMerged,
  isEvent,
  referralCreated,
  returnCompleted,
  purchaseCancelled,
  purchaseDelivered,
  reviewUnpublished,
  partnerReversed,
  type Envelope,
} from '@perennial/contracts';

import type { Decision, History } from './history.js';

/** Everybody whom an event concerns by name. A return without a customer concerns the order's, which it does not name. */
export function customersOf(event: Envelope): string[] {
  if (isEvent(customerMerged, event)) return [event.data.fromCustomerId, event.data.intoCustomerId];
  if (isEvent(referralCreated, event)) return [event.data.referrerId, event.data.refereeId];
  return event.subject === undefined ? [] : [event.subject];
}

/** Whether an event is about another one, which has to be known first. */
export function waitsForAnother(event: Envelope): boolean {
  return [returnCompleted, purchaseCancelled, purchaseDelivered, reviewUnpublished, partnerReversed].some((one) =>
    isEvent(one, event),
  );
}

/** Everybody whom a fact names, with the earliest instant of such a fact. What waits for another fact names nobody. */
export function namedIn({ events, decisions }: History): Map<string, number> {
  const named = new Map<string, number>();
  const name = (customerId: string, at: number) => named.set(customerId, Math.min(at, named.get(customerId) ?? at));
  for (const event of events) {
    if (!waitsForAnother(event)) for (const customerId of customersOf(event)) name(customerId, event.at);
  }
  for (const decision of decisions)
    for (const customerId of customersOfDecision(decision)) name(customerId, decision.at);
  return named;
}

export function customersOfDecision(decision: Decision): readonly string[] {
  switch (decision.kind) {
    case 'transfer':
      return [decision.from, decision.to];
    case 'household':
      return decision.members;
    case 'redemption-reversal':
      return [];
    default:
      return [decision.customerId];
  }
}
