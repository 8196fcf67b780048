import { isEvent, purchaseCompleted, referralCreated, reviewPublished, type Envelope } from '@perennial/contracts';

/**
 * Everybody the events make known: buyers, reviewers, and both sides of a referral. A cancellation or a delivery makes nobody
 * known: its customer is named by the purchase, if there is one.
 */
export function customersNamed(events: readonly Envelope[]): Set<string> {
  return new Set(
    events.flatMap((event) => {
      if (isEvent(referralCreated, event)) return [event.data.referrerId, event.data.refereeId];
      if (isEvent(purchaseCompleted, event) || isEvent(reviewPublished, event)) return event.data.customerId ?? [];
      return [];
    }),
  );
}
