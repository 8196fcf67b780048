import {
  customerErased,
  customerMerged,
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
  type DataOf,
  type EventDeclaration,
  type EventOf,
} from '@perennial/contracts';

/** Milliseconds since 1970, or RFC 3339. */
export type When = number | string;

/** Where an event comes from, if not from the shop under the id of its business fact. */
export interface Origin {
  readonly id?: string;
  readonly source?: string;
}

/** A checked event. Two calls with equal arguments give equal events: nothing here is random. */
export function told<D extends EventDeclaration>(
  declaration: D,
  when: When,
  given: Readonly<Record<string, unknown>>,
  id: string,
  origin: Origin = {},
): EventOf<D> {
  const at = instant(when);
  const data = declaration.data.parse(given) as DataOf<D>;
  const subject = (data as Readonly<Record<string, unknown>>)[declaration.subject];
  return {
    id: origin.id ?? id,
    source: origin.source ?? '/shop',
    type: declaration.type,
    time: new Date(at).toISOString(),
    at,
    ...(typeof subject === 'string' ? { subject } : {}),
    data,
  } as EventOf<D>;
}

export function instant(when: When): number {
  return typeof when === 'number' ? when : Date.parse(when);
}

type Fields<D extends EventDeclaration> = { readonly [Field in keyof DataOf<D>]?: DataOf<D>[Field] };

/** Somebody pays for an order, in USD unless `more` says otherwise. */
export function buys(
  customerId: string | undefined,
  orderId: string,
  when: When,
  totalMinor: number,
  more: Fields<typeof purchaseCompleted> = {},
  origin?: Origin,
) {
  const data = { orderId, customerId, currency: 'USD', totalMinor, ...more };
  return told(purchaseCompleted, when, data, `${orderId}-${more.revision ?? 0}-paid`, origin);
}

export function cancels(orderId: string, when: When, customerId?: string) {
  return told(purchaseCancelled, when, { orderId, customerId }, `${orderId}-cancelled`);
}

/** @param deliveryId an order may be delivered several times */
export function delivers(
  orderId: string,
  when: When,
  customerId?: string,
  deliveryId = `${orderId}-delivered`,
  origin?: Origin,
) {
  return told(purchaseDelivered, when, { orderId, customerId }, deliveryId, origin);
}

export function sendsBack(
  orderId: string,
  returnId: string,
  when: When,
  amountMinor: number,
  more: Fields<typeof returnCompleted> = {},
  origin?: Origin,
) {
  return told(returnCompleted, when, { returnId, orderId, currency: 'USD', amountMinor, ...more }, returnId, origin);
}

/** A verified review with four stars. */
export function reviews(
  customerId: string,
  reviewId: string,
  when: When,
  sku: string,
  more: Fields<typeof reviewPublished> = {},
) {
  const data = { reviewId, customerId, sku, rating: 4, verified: true, ...more };
  return told(reviewPublished, when, data, `${reviewId}-published`);
}

export function takesBackReview(customerId: string, reviewId: string, when: When) {
  return told(reviewUnpublished, when, { reviewId, customerId }, `${reviewId}-unpublished`);
}

export function refers(referrerId: string, refereeId: string, referralId: string, when: When, origin?: Origin) {
  return told(referralCreated, when, { referralId, referrerId, refereeId }, referralId, origin);
}

export function does(customerId: string, kind: string, id: string, when: When, proofId?: string) {
  return told(engagementRecorded, when, { customerId, kind, proofId }, id);
}

/** A campaign gives points. Its messages come from the campaign service. */
export function isGranted(customerId: string, grantId: string, when: When, points: number, origin?: Origin) {
  const reason = { rule: 'present', programmeVersion: 1, text: 'A present' };
  const data = { grantId, customerId, campaignId: 'present', points, reason };
  return told(pointsGranted, when, data, grantId, { source: '/perennial/campaign', ...origin });
}

/** A campaign has a next order multiplied, until an instant. */
export function isMultiplied(
  customerId: string,
  grantId: string,
  when: When,
  until: When,
  { factorPercent = 200, pointsMax = 100 }: { readonly factorPercent?: number; readonly pointsMax?: number } = {},
  origin?: Origin,
) {
  const reason = { rule: 'sale-twice', programmeVersion: 1, text: 'Twice the points' };
  const about = { grantId, customerId, campaignId: 'sale-twice', factorPercent, pointsMax, reason };
  const data = { ...about, validTo: new Date(instant(until)).toISOString() };
  return told(multiplierGranted, when, data, grantId, { source: '/perennial/campaign', ...origin });
}

export function spendsAt(partnerId: string, customerId: string, externalId: string, when: When, amountMinor: number) {
  const data = { partnerId, externalId, customerId, currency: 'GBP', amountMinor };
  return told(partnerAccrued, when, data, `${partnerId}-${externalId}`);
}

export function reverses(
  partnerId: string,
  customerId: string,
  externalId: string,
  reversalId: string,
  when: When,
  amountMinor: number,
) {
  const data = { partnerId, externalId, customerId, reversalId, currency: 'GBP', amountMinor };
  return told(partnerReversed, when, data, reversalId);
}

export function becomes(fromCustomerId: string, intoCustomerId: string, when: When, origin?: Origin) {
  return told(customerMerged, when, { fromCustomerId, intoCustomerId }, `${fromCustomerId}-merged`, origin);
}

export function isErasedAt(customerId: string, when: When) {
  return told(customerErased, when, { customerId }, `${customerId}-erased`);
}
