import {
  bucketOf,
  deterministicId,
  isEvent,
  loyaltyCustomerErased,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  returnCompleted,
  type customerErased,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';

import { orderThing } from '../fact.js';
import { heirOf } from '../heir.js';
import { causeOf } from '../posting/points-message.js';
import type { Member } from '../posting/transfer.js';
import { decideFor } from './decide-for.js';
import { memberOf, refuse, saveSale, stateIn, takeAllWaiting, takeWaiting, type Draft } from './draft.js';
import { customersOf } from './named-things.js';
import { unknownSale } from './sale-record.js';

/** Whose the orders are of which only refused events tell, because their customer had been forgotten. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

type AboutOrder = EventOf<typeof returnCompleted | typeof purchaseCancelled | typeof purchaseDelivered>;

const DETAIL = 'its customer has been forgotten';

/**
 * Forgets a customer, and with it every record that was merged into this one: they are the same person. What is left of
 * the points goes to breakage at the commit, whatever the time of the event; everything of the customer after it is
 * refused. A record that was itself merged into another is forgotten alone: its points are the other's.
 *
 * Somebody nobody has named is forgotten too, so that what comes late brings nobody back.
 */
export function applyErasure(draft: Draft, event: EventOf<typeof customerErased>): void {
  const { customerId } = event.data;
  const account = draft.snapshot.accounts.get(customerId);
  if (account === undefined) return;
  if (draft.snapshot.created.has(account) && !draft.named.has(account)) {
    return forget(draft, { customerId, account }, event, draft.snapshot.now);
  }
  const records = recordsOf(draft, account);
  if (!records) return;
  // After everything that is known: the points of facts that lie ahead go too.
  const at = Math.max(
    draft.snapshot.now,
    ...records.flatMap(({ state }) => [state.passedTo, (state.last?.at ?? -Infinity) + 1]),
  );
  for (const record of records) {
    const pool = record.state.household?.members ?? [];
    decideFor(draft, record.account, bucketOf(record.customerId), { kind: 'erasure', pool }, { ...event, at });
    // No lot is left.
    draft.refolded.add(record.account);
    forget(draft, record, event, at);
  }
}

/** The member's record, and those merged into it; undefined when not all of them are locked yet. */
function recordsOf(draft: Draft, account: string): Member[] | undefined {
  const records = [account, ...(stateIn(draft, account)?.records ?? [])].map((each) => memberOf(draft, each));
  if (!records.every((record) => record !== undefined)) return undefined;
  return records.filter(({ account: each, state }) => each === account || !state.erased);
}

function forget(
  draft: Draft,
  { customerId, account }: Pick<Member, 'customerId' | 'account'>,
  event: Envelope,
  at: number,
): void {
  draft.forgotten.push({ customerId, account });
  const waiting = takeAllWaiting(draft, (each) => customersOf(each.event).includes(customerId));
  for (const each of waiting) refuse(draft, each.event, 'SUBJECT_ERASED', DETAIL);
  draft.messages.push({
    type: loyaltyCustomerErased.type,
    id: deterministicId(customerId, 'erased', event.source, event.id),
    time: new Date(at).toISOString(),
    subject: customerId,
    ...causeOf(event, event),
    data: { customerId },
  });
}

/** Whether an event names somebody who was forgotten, or is about an order of such a customer. */
export function isOfForgotten(draft: Draft, event: Envelope): boolean {
  if (customersOf(event).some((customerId) => isForgotten(draft, customerId))) return true;
  if (!isAboutOrder(event)) return false;
  const { account, guest } = draft.sales.get(orderThing(event.data.orderId)) ?? {};
  return account !== undefined && !guest && (account === NOBODY || hasNoHeir(draft, account));
}

function isAboutOrder(event: Envelope): event is AboutOrder {
  return isEvent(returnCompleted, event) || isEvent(purchaseCancelled, event) || isEvent(purchaseDelivered, event);
}

function isForgotten(draft: Draft, customerId: string): boolean {
  const account = draft.snapshot.accounts.get(customerId);
  return (
    draft.snapshot.erased.has(customerId) ||
    draft.forgotten.some((forgotten) => forgotten.customerId === customerId) ||
    // Forgotten by another transaction, while this one waited for the member.
    (account !== undefined && draft.members.get(account)?.state.erased === true)
  );
}

/** Of a record that was merged before it was forgotten, the orders are the other's. */
function hasNoHeir(draft: Draft, account: string): boolean {
  const heir = heirOf((each) => stateIn(draft, each), account);
  return stateIn(draft, heir)?.erased === true;
}

/** Refuses it, and what waited for it: an order that only refused events tell of is nobody's. */
export function refuseForgotten(draft: Draft, event: Envelope): void {
  refuse(draft, event, 'SUBJECT_ERASED', DETAIL);
  if (!isEvent(purchaseCompleted, event)) return;
  const thing = orderThing(event.data.orderId);
  const record = draft.sales.get(thing) ?? unknownSale(thing);
  if (record.account !== undefined) return;
  saveSale(draft, { ...record, account: NOBODY, accountBucket: bucketOf(thing) });
  for (const each of takeWaiting(draft, thing)) refuse(draft, each.event, 'SUBJECT_ERASED', DETAIL);
}
