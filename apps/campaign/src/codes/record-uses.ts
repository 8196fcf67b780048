import { compareUtf8, isEvent, purchaseCompleted } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import { isOver, type RecordedOrders } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';

import type { BudgetChange } from '../domain/settlement.js';
import { endOffersBy } from '../store/settle-offers.js';
import { useChanges, type UseChange } from './domain/use-changes.js';
import { digestsNamed } from './named-codes.js';
import { offerBehind, offerRedeemedMessage, offerTakenBackMessage } from './offer-outcome-messages.js';
import { lockCodes } from './queries/find-codes.js';
import { listUses } from './queries/list-uses.js';
import { listHolds, releaseHoldsOf } from './queries/reservations.js';
import { saveUses } from './queries/save-uses.js';
import { settlementsOf } from './settlements.js';

export interface RecordedUses {
  readonly messages: readonly OutgoingMessage[];
  readonly settled: readonly BudgetChange[];
}

const NOTHING_USED: RecordedUses = { messages: [], settled: [] };

/**
 * Has codes used by the purchases that name them, and given back by orders that are undone, for which nothing is held any more either. The orders are locked by `tx`, with
 * digests in place of codes. Most chunks have nothing to do with codes, and cost nothing here.
 *
 * @returns messages of the offers that were used by it, and what it changes of budgets, which are still to be locked
 */
export async function recordUses(tx: Tx, recorded: RecordedOrders, now: Date): Promise<RecordedUses> {
  const { before, orders, customers } = recorded;
  const named = [...orders.values()].flatMap(({ goods }) => (goods ? digestsNamed(goods) : []));
  // An order that nobody had named until now has no code on it.
  const uses = before.size > 0 ? await listUses(tx, [...before.keys()]) : [];
  const digests = [...new Set([...named, ...uses.map(({ digest }) => digest)])].sort(compareUtf8);
  const codes = await lockCodes(tx, digests);
  await releaseHoldsOf(tx, overAmong(recorded));
  if (digests.length === 0) return NOTHING_USED;
  const holds = await listHolds(tx, digests, now);
  const changes = useChanges(orders.values(), digestsNamed, { uses, codes, holds, personOf: customers.personOf });
  if (changes.length === 0) return NOTHING_USED;
  await saveUses(tx, changes);
  const settled = await endOffersBy(tx, settlementsOf(changes), now);
  return { messages: messagesOf(changes, recorded, now), settled };
}

/** Orders for which something may be held, and will not be used any more. */
function overAmong({ before, orders }: RecordedOrders): string[] {
  return [...orders.values()].flatMap((order) => (before.has(order.orderId) && isOver(order) ? order.orderId : []));
}

function messagesOf(changes: readonly UseChange[], { accepted }: RecordedOrders, now: Date): OutgoingMessage[] {
  const purchases = new Map(
    accepted.flatMap((event) => (isEvent(purchaseCompleted, event) ? [[event.data.orderId, event] as const] : [])),
  );
  return changes.flatMap(({ kind, code, use }) => {
    const offer = offerBehind(code);
    if (!offer) return [];
    if (kind === 'reversed' && code.voidedAt) return [offerTakenBackMessage(offer, now)];
    return kind === 'used' ? [offerRedeemedMessage(offer, use, purchases.get(use.orderId))] : [];
  });
}
