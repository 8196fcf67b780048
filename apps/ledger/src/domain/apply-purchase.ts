import {
  bucketOf,
  compareInOrderOfThings,
  isEvent,
  returnCompleted,
  type Envelope,
  type EventOf,
  type purchaseCancelled,
  type purchaseCompleted,
} from '@perennial/contracts';

import { advance, carryToReferrers, refold } from './apply-fact.js';
import { judgeByFirstPurchase } from './apply-referral.js';
import { historyOf, keepFact, memberOf, saveOrder, type Draft } from './draft.js';
import { fold } from './fold.js';
import { memberFactOf, type PurchaseFact } from './member-fact.js';
import { parkedFor } from './parked.js';
import type { Place } from './place.js';
import type { OrderRecord } from './snapshot.js';

type Purchase = EventOf<typeof purchaseCompleted>;

/** An order that was paid. Of a guest it is only kept; of a member it is folded. */
export function applyPurchase(draft: Draft, event: Purchase, newAccount: () => string): void {
  const { orderId, revision, customerId, currency } = event.data;
  const order = draft.orders.get(orderId) ?? { orderId, guest: false };
  const account = customerId === undefined ? order.account : draft.snapshot.accounts.get(customerId);
  if (order.account !== undefined && (order.account !== account || order.guest !== (customerId === undefined))) {
    const detail = `order ${orderId} is already known as the order of ${order.guest ? 'a guest' : 'another customer'}`;
    draft.rejected.push({ event, reason: 'DUPLICATE_ORDER', detail });
    return;
  }
  const counts = order.revision === undefined || revision < order.revision;
  if (customerId === undefined) {
    const own = account ?? newAccount();
    draft.facts.push({ account: own, bucket: bucketOf(orderId), event });
    if (counts)
      saveOrder(draft, { orderId, account: own, accountBucket: bucketOf(orderId), guest: true, currency, revision });
    return;
  }
  if (account === undefined || keepFact(draft, customerId, event) === undefined || !counts) return;
  saveOrder(draft, { orderId, account, accountBucket: bucketOf(customerId), guest: false, currency, revision });
  const fact = memberFactOf(event);
  if (fact?.kind === 'purchase') foldPurchase(draft, account, fact, order, event);
}

/** @param before the order as it was known: with a revision, this fact takes the place of that one */
function foldPurchase(draft: Draft, account: string, fact: PurchaseFact, before: OrderRecord, cause: Envelope): void {
  const member = memberOf(draft, account);
  if (!member) return;
  const replaces = before.revision !== undefined;
  const history = replaces ? historyOf(draft, account) : undefined;
  if (replaces && !history) return;
  const first = history
    ? fold(draft.snapshot.programme, history.facts).state.firstPurchase
    : earlier(member.state.firstPurchase, fact);
  const stale = judgeByFirstPurchase(draft, account, first);
  if (replaces || stale.has(account)) refold(draft, account, cause);
  else advance(draft, account, fact, cause);
  stale.delete(account);
  for (const referee of stale) refold(draft, referee, cause);
  carryToReferrers(draft, [account, ...stale], cause);
}

function earlier(known: Place | undefined, place: Place): Place {
  return known && compareInOrderOfThings(known, place) < 0 ? known : place;
}

/** Returns and cancellations: kept with their order. They change no points yet. */
export function applyOrderEvent(
  draft: Draft,
  event: EventOf<typeof purchaseCancelled> | EventOf<typeof returnCompleted>,
): void {
  const { orderId, customerId } = event.data;
  const order = draft.orders.get(orderId);
  if (order?.account === undefined || order.accountBucket === undefined) {
    draft.parked.push(parkedFor('order', orderId, event));
    return;
  }
  if (customerId !== undefined && draft.snapshot.accounts.get(customerId) !== order.account) {
    const detail = `order ${orderId} is not an order of customer ${customerId}`;
    draft.rejected.push({ event, reason: 'CUSTOMER_MISMATCH', detail });
    return;
  }
  if (isEvent(returnCompleted, event) && event.data.currency !== order.currency) {
    const detail = `order ${orderId} is in ${order.currency}, its return in ${event.data.currency}`;
    draft.rejected.push({ event, reason: 'CURRENCY_MISMATCH', detail });
    return;
  }
  draft.facts.push({ account: order.account, bucket: order.accountBucket, event });
}
