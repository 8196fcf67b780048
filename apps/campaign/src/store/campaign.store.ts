import { compareUtf8, isEvent, purchaseCancelled, purchaseCompleted, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { Decision } from '../domain/decision.js';
import type { IssuedOffer, Offer } from '../domain/offer.js';
import type { CustomerHistory } from '../domain/respond.js';
import { foldOrders, type OrderChanges } from '../domain/shop-order.js';
import { claimCodes } from './queries/claim-codes.js';
import { insertDecisions } from './queries/insert-decisions.js';
import { insertNewCustomers } from './queries/insert-new-customers.js';
import { insertNewOrders } from './queries/insert-new-orders.js';
import { insertOffers } from './queries/insert-offers.js';
import { listAnsweredCampaigns } from './queries/list-answered-campaigns.js';
import { lockCustomers } from './queries/lock-customers.js';
import { lockOrders } from './queries/lock-orders.js';
import { updateOrders } from './queries/update-orders.js';
import { updatePurchases } from './queries/update-purchases.js';

/**
 * Folds purchases and cancellations into the orders they name, which stay locked until `tx` ends: the first of three
 * moves, because everybody locks orders before customers.
 *
 * Orders nobody has told of are inserted as the events alone tell them; only the others are locked and read. Whoever
 * inserts or locks an order second waits for the first and then sees what it wrote.
 */
export async function recordOrders(tx: Tx, events: readonly Envelope[]): Promise<OrderChanges> {
  const told = events.filter((event) => isEvent(purchaseCompleted, event) || isEvent(purchaseCancelled, event));
  const asTold = [...foldOrders(new Map(), told).orders.values()];
  if (asTold.length === 0) return foldOrders(new Map(), told);
  asTold.sort((a, b) => compareUtf8(a.orderId, b.orderId));

  const isNew = await insertNewOrders(tx, asTold);
  const knownIds = asTold.map(({ orderId }) => orderId).filter((orderId) => !isNew.has(orderId));
  if (knownIds.length === 0) return foldOrders(new Map(), told);
  const before = await lockOrders(tx, knownIds);
  const changes = foldOrders(before, told);
  const changed = [...changes.orders.values()].filter((order) => {
    const known = before.get(order.orderId);
    return known !== undefined && order !== known;
  });
  if (changed.length > 0) await updateOrders(tx, changed);
  return changes;
}

/**
 * Makes customers known and counts their purchases. They stay locked until `tx` ends, so that nobody else decides about
 * them meanwhile.
 *
 * @param named customers the accepted events name
 * @param changes of the orders, as `recordOrders` returned them
 * @returns the history of each customer with new purchases, without these
 */
export async function recordCustomers(
  tx: Tx,
  named: ReadonlySet<string>,
  { purchases, cancelled }: Pick<OrderChanges, 'purchases' | 'cancelled'>,
): Promise<CustomerHistory[]> {
  const bought = (customerId: string): number => purchases.get(customerId)?.length ?? 0;
  const customerIds = [...new Set([...named, ...cancelled.keys()])].sort(compareUtf8);
  if (customerIds.length === 0) return [];

  const isNew = await insertNewCustomers(
    tx,
    customerIds.map((customerId) => ({ customerId, purchases: bought(customerId) })),
  );
  const knownIds = customerIds.filter((customerId) => !isNew.has(customerId));
  const known = knownIds.length > 0 ? await lockCustomers(tx, knownIds) : new Map<string, number>();
  const countedBefore = (customerId: string): number => (known.get(customerId) ?? 0) - (cancelled.get(customerId) ?? 0);

  const recounted = new Map<string, number>();
  for (const [customerId, count] of known) {
    const now = countedBefore(customerId) + bought(customerId);
    if (now !== count) recounted.set(customerId, now);
  }
  if (recounted.size > 0) await updatePurchases(tx, recounted);

  const buyersKnown = knownIds.filter((customerId) => purchases.has(customerId));
  const answered =
    buyersKnown.length > 0 ? await listAnsweredCampaigns(tx, buyersKnown) : new Map<string, Set<string>>();
  return [...purchases.keys()].map((customerId) => ({
    customerId,
    countedBefore: countedBefore(customerId),
    answeredCampaigns: answered.get(customerId) ?? new Set(),
  }));
}

/** Gives the offers their codes and keeps them with the decisions. */
export async function recordDecisions(
  tx: Tx,
  decisions: readonly Decision[],
  offers: readonly Offer[],
  { programmeVersion, decidedAt, draw }: { programmeVersion: number; decidedAt: Date; draw: () => string },
): Promise<IssuedOffer[]> {
  if (decisions.length > 0) await insertDecisions(tx, decisions, { programmeVersion, decidedAt });
  if (offers.length === 0) return [];
  const codes = await claimCodes(tx, offers, draw);
  const issued = offers.flatMap((offer) => {
    const code = codes.get(offer.offerId);
    return code === undefined ? [] : [{ ...offer, code }];
  });
  await insertOffers(tx, issued);
  return issued;
}
