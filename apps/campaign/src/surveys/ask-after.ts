import {
  isEvent,
  purchaseDelivered,
  serviceIssueResolved,
  surveyInvited,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import type { RecordedOrders } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

import { DAY_MS } from '../domain/day.js';
import { UNKNOWN_CUSTOMER } from '../domain/features.js';
import type { CampaignChunk } from '../handlers/campaign-chunk.js';
import { loadFeatures } from '../store/queries/load-features.js';
import { decideDue } from './decide-due.js';
import { requestsAfter, type Occasion } from './domain/request.js';
import { insertContacts } from './queries/contacts.js';
import { insertRequests } from './queries/insert-requests.js';

/** Keeps whom to ask after what happened, and asks those whose time has come. @param occasions of persons who are locked by `tx` */
async function askAfter(
  tx: Tx,
  occasions: readonly Occasion[],
  { programme, now }: CampaignChunk,
): Promise<OutgoingMessage[]> {
  const rules = programme.surveys?.requests ?? [];
  const asking = occasions.filter(({ event }) => rules.some(({ on }) => on === event.type));
  if (asking.length === 0) return [];
  const persons = [...new Set(asking.map(({ customerId }) => customerId))];
  const features = await loadFeatures(tx, persons);
  const clock = { now: now.getTime(), maxReactionAgeMs: programme.maxReactionAgeDays * DAY_MS };
  const requests = asking.flatMap((occasion) =>
    requestsAfter(rules, occasion, features.get(occasion.customerId) ?? UNKNOWN_CUSTOMER, clock),
  );
  await insertRequests(tx, requests, { programmeVersion: programme.version, now });
  return decideDue(tx, persons, { programme, now });
}

/** Asks after issues that were resolved, and keeps who else was asked. @param events that were accepted; their customers are locked by `tx` */
export async function askAfterIssues(
  tx: Tx,
  events: readonly Envelope[],
  personOf: (customerId: string) => string,
  chunk: CampaignChunk,
): Promise<OutgoingMessage[]> {
  const invited = events.filter((event) => isEvent(surveyInvited, event));
  await insertContacts(
    tx,
    invited.map(({ at, data }) => ({ customerId: personOf(data.customerId), contactId: data.invitationId, at })),
  );
  const resolved = events.filter((event) => isEvent(serviceIssueResolved, event));
  const occasions = resolved.map((event) => {
    const { customerId, orderId, issueId } = event.data;
    return { event, customerId: personOf(customerId), orderId, issueId };
  });
  return askAfter(tx, occasions, chunk);
}

/** The orders whose deliveries customers are asked after. */
export function ordersAskedAfter(events: readonly Envelope[], { surveys }: Programme): string[] {
  if (!surveys?.requests.some(({ on }) => on === purchaseDelivered.type)) return [];
  return events.flatMap((event) => (isEvent(purchaseDelivered, event) ? event.data.orderId : []));
}

/**
 * Asks after orders that were bought or delivered. A delivery whose order is not known yet, or is somebody else's, asks nobody.
 *
 * @param purchases by person: the first event of each order that is new
 * @param events of the chunk
 * @param recorded those of `ordersAskedAfter` were looked at
 */
export async function askAfterOrders(
  tx: Tx,
  purchases: ReadonlyMap<string, readonly Envelope[]>,
  { events, recorded }: { readonly events: readonly Envelope[]; readonly recorded: RecordedOrders },
  chunk: CampaignChunk,
): Promise<OutgoingMessage[]> {
  const bought = [...purchases].flatMap(([customerId, ofPerson]) =>
    ofPerson.map((event) => ({ event, customerId, orderId: (event.data as { readonly orderId: string }).orderId })),
  );
  const delivered = events.flatMap((event) => (isEvent(purchaseDelivered, event) ? deliveredTo(event, recorded) : []));
  return askAfter(tx, [...bought, ...delivered], chunk);
}

function deliveredTo(
  event: EventOf<typeof purchaseDelivered>,
  { orders, lookedAt, customers: { personOf, isForgotten } }: RecordedOrders,
): Occasion[] {
  const { orderId, customerId } = event.data;
  const owner = (orders.get(orderId) ?? lookedAt.get(orderId))?.goods?.customerId;
  if (owner === undefined || isForgotten(owner) || personOf(customerId ?? owner) !== personOf(owner)) return [];
  return [{ event, customerId: personOf(owner), orderId }];
}
