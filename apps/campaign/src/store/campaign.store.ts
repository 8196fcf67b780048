import type { Forgotten } from '@perennial/customers';
import type { Tx } from '@perennial/persistence';

import type { Decision } from '../domain/decision.js';
import type { IssuedOffer, Offer } from '../domain/offer.js';
import type { PurchaseChanges } from '../domain/purchase-changes.js';
import type { CustomerHistory } from '../domain/respond.js';
import { addPurchases } from './queries/add-purchases.js';
import { claimCodes } from './queries/claim-codes.js';
import { countPurchases } from './queries/count-purchases.js';
import { dropOffers } from './queries/drop-offers.js';
import { giveOffersTo } from './queries/give-offers-to.js';
import { insertDecisions } from './queries/insert-decisions.js';
import { insertOffers } from './queries/insert-offers.js';
import { listAnsweredCampaigns } from './queries/list-answered-campaigns.js';

/**
 * Counts the purchases of persons, who are locked by `tx`.
 *
 * @returns the history of each person with new purchases, without these
 */
export async function countNewPurchases(tx: Tx, { purchases, counts }: PurchaseChanges): Promise<CustomerHistory[]> {
  const persons = [...new Set([...purchases.keys(), ...counts.keys()])];
  if (persons.length === 0) return [];
  const counted = await countPurchases(tx, persons);
  await addPurchases(tx, counts, counted);
  if (purchases.size === 0) return [];
  const answered = await listAnsweredCampaigns(tx, [...purchases.keys()]);
  return [...purchases].map(([customerId, bought]) => ({
    customerId,
    countedBefore: (counted.get(customerId) ?? 0) + (counts.get(customerId) ?? 0) - bought.length,
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

/** Forgets what was decided about customers and offered to them. A record that was forgotten alone leaves it to the other. */
export async function forgetOffers(tx: Tx, forgotten: ReadonlyMap<string, Forgotten>): Promise<void> {
  if (forgotten.size === 0) return;
  await giveOffersTo(
    tx,
    [...forgotten].flatMap(([customerId, { heir }]) => (heir === undefined ? [] : [[customerId, heir] as const])),
  );
  await dropOffers(tx, [...forgotten.keys()]);
}
