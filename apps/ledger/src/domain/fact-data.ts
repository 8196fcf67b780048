import {
  engagementRecorded,
  multiplierGranted,
  partnerAccrued,
  partnerReversed,
  pointsGranted,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  referralCreated,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
  type EventDeclaration,
} from '@perennial/contracts';

import { isDecision } from './decision.js';

/**
 * What the ledger keeps of an event for ever: what points follow from, and what a condition of a programme may ask for.
 * Facts outlive the customer who is forgotten, so neither who it was nor what somebody wrote is among it. The stars of a review
 * are, although nothing reads them: no rule goes by them, and no condition may ask for them.
 */
export const KEPT_FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  kept(purchaseCompleted, [
    ...['orderId', 'revision', 'channel', 'locationId', 'partnerId', 'currency', 'lines', 'totalMinor', 'taxMinor'],
    ...['taxIncluded', 'shippingMinor', 'pointsTenderMinor', 'codes'],
  ]),
  kept(purchaseCancelled, ['orderId']),
  kept(purchaseDelivered, ['orderId']),
  kept(returnCompleted, ['returnId', 'orderId', 'currency', 'amountMinor', 'lines']),
  kept(reviewPublished, ['reviewId', 'sku', 'orderId', 'rating', 'verified', 'photos']),
  kept(reviewUnpublished, ['reviewId']),
  kept(referralCreated, ['referralId']),
  kept(engagementRecorded, ['kind', 'sku', 'category', 'proofId']),
  kept(partnerAccrued, ['partnerId', 'externalId', 'currency', 'amountMinor']),
  kept(partnerReversed, ['reversalId', 'partnerId', 'externalId', 'currency', 'amountMinor']),
  kept(pointsGranted, ['grantId', 'campaignId', 'points']),
  kept(multiplierGranted, ['grantId', 'campaignId', 'factorPercent', 'pointsMax', 'validTo']),
]);

function kept({ type }: EventDeclaration, fields: readonly string[]): readonly [string, readonly string[]] {
  return [type, fields];
}

/** The data of an accepted event, or of a decision, as far as it is kept. */
export function keptData(event: Envelope): Readonly<Record<string, unknown>> {
  const data = event.data as Readonly<Record<string, unknown>>;
  if (isDecision(event)) {
    const { reason: _written, ...decision } = data;
    return decision;
  }
  const kept: Record<string, unknown> = {};
  for (const field of KEPT_FIELDS.get(event.type) ?? []) if (data[field] !== undefined) kept[field] = data[field];
  return kept;
}
