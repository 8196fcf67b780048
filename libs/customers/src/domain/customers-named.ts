import { customerMerged, isEvent, referralCreated, type Envelope } from '@perennial/contracts';

/** The customers an event names, those that it only mentions too. */
export function customersNamed(event: Envelope): string[] {
  if (isEvent(referralCreated, event)) return [event.data.referrerId, event.data.refereeId];
  if (isEvent(customerMerged, event)) return [event.data.fromCustomerId, event.data.intoCustomerId];
  const { customerId } = event.data as { readonly customerId?: string };
  return customerId === undefined ? [] : [customerId];
}
