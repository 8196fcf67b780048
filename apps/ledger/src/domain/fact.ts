import {
  isEvent,
  engagementRecorded,
  multiplierGranted,
  partnerAccrued,
  partnerReversed,
  pointsGranted,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';

import { isDecision, type Decision } from './decision.js';
import { keptData } from './fact-data.js';
import type { Place, Turn } from './place.js';
import { contentOf, type SaleContent } from './sale.js';

/** What points are given for and taken back with: `order:o-1`, `accrual:fuel:t-1`, `review:r-1`, `referral:f-1` … */
export type Thing = string;

export interface ReturnedLine {
  readonly lineId: string;
  readonly quantity: number;
  readonly amount: bigint;
}

/** What the fold is made of. `account`: whose fact it is; `data`: what is kept of the event, for conditions of the programme. */
export type Fact = Place & { readonly account: string; readonly data?: unknown } & (
    | { readonly kind: 'sale'; readonly thing: Thing; readonly revision: number; readonly sale: SaleContent }
    | { readonly kind: 'cancellation'; readonly thing: Thing }
    | { readonly kind: 'delivery'; readonly thing: Thing }
    | {
        readonly kind: 'return';
        readonly thing: Thing;
        readonly amount: bigint;
        readonly lines?: readonly ReturnedLine[];
      }
    | { readonly kind: 'review'; readonly reviewId: string; readonly sku: string; readonly verified: boolean }
    | { readonly kind: 'review-taken-back'; readonly reviewId: string }
    | { readonly kind: 'engagement'; readonly engagement: string; readonly proofId?: string | undefined }
    /** A campaign gave points. */
    | { readonly kind: 'points-granted'; readonly thing: Thing; readonly campaignId: string; readonly points: bigint }
    /** A campaign has the base points of a next order multiplied, one before `until`, in milliseconds since 1970. */
    | {
        readonly kind: 'multiplier-granted';
        readonly thing: Thing;
        readonly campaignId: string;
        readonly factorPercent: number;
        readonly pointsMax: number;
        readonly until: number;
      }
    /** Somebody's referral of this member was accepted; stands at the referral's place. */
    | { readonly kind: 'referred'; readonly referralId: string; readonly referrer: string }
    /** A friend this member brought made the qualifying purchase; stands at that purchase's place. */
    | { readonly kind: 'friend-qualified'; readonly referralId: string }
    /** Returns undid a friend's qualifying purchase; acts when the return does. */
    | { readonly kind: 'friend-lost'; readonly referralId: string; readonly turn: Turn }
    /** What somebody decided at the ledger itself: committed once, never decided again. */
    | { readonly kind: 'decision'; readonly decision: Decision }
  );

export type FactKind = Fact['kind'];
export type FactOf<Kind extends FactKind> = Extract<Fact, { kind: Kind }>;

export function orderThing(orderId: string): Thing {
  return `order:${orderId}`;
}

/** An order of the shop, and not a spending that a partner has told of: only orders are purchases. */
export function isOrder(thing: Thing): boolean {
  return thing.startsWith(orderThing(''));
}

export function accrualThing(partnerId: string, externalId: string): Thing {
  return `accrual:${partnerId}:${externalId}`;
}

const GRANT = 'grant:';

export function grantThing(grantId: string): Thing {
  return `${GRANT}${grantId}`;
}

/** What a campaign gave: its name stands for the rule, and may be that of a rule of the programme, which has no say in it. */
export function isGrant(thing: Thing): boolean {
  return thing.startsWith(GRANT);
}

/** What can be given for the same proof to each of two members. All other things are one member's. */
export function engagementThing(proofId = ''): Thing {
  return `engagement:${proofId}`;
}

export function isEngagement(thing: Thing): boolean {
  return thing.startsWith(engagementThing());
}

/**
 * The event as the fold sees it; undefined for events that have no effect on points by themselves.
 *
 * @param data what is kept of the event, where it comes from what was kept
 */
export function factOf(account: string, event: Envelope, data: unknown = keptData(event)): Fact | undefined {
  const { at, source, id } = event;
  if (isEvent(purchaseCompleted, event)) {
    const { orderId, revision } = event.data;
    // Of every event there is one: written out, because spreading makes a new shape of object each time.
    return {
      account,
      at,
      source,
      id,
      data,
      kind: 'sale',
      thing: orderThing(orderId),
      revision,
      sale: contentOf(event.data),
    };
  }
  const own = { account, at, source, id, data };
  if (isEvent(purchaseCancelled, event)) return { ...own, kind: 'cancellation', thing: orderThing(event.data.orderId) };
  if (isEvent(purchaseDelivered, event)) return { ...own, kind: 'delivery', thing: orderThing(event.data.orderId) };
  if (isEvent(returnCompleted, event)) {
    const { orderId, amountMinor, lines } = event.data;
    const returned = lines?.map((line) => ({ ...line, amount: BigInt(line.amountMinor) }));
    const amount = BigInt(amountMinor);
    return { ...own, kind: 'return', thing: orderThing(orderId), amount, ...(returned ? { lines: returned } : {}) };
  }
  if (isEvent(partnerAccrued, event)) {
    const { partnerId, externalId, currency, amountMinor } = event.data;
    const sale = { currency, total: BigInt(amountMinor), taxIncluded: 0n, pointsTender: 0n, partnerId };
    return { ...own, kind: 'sale', thing: accrualThing(partnerId, externalId), revision: 0, sale };
  }
  if (isEvent(partnerReversed, event)) {
    const { partnerId, externalId, amountMinor } = event.data;
    return { ...own, kind: 'return', thing: accrualThing(partnerId, externalId), amount: BigInt(amountMinor) };
  }
  if (isEvent(reviewPublished, event)) {
    const { reviewId, sku, verified } = event.data;
    return { ...own, kind: 'review', reviewId, sku, verified };
  }
  if (isEvent(reviewUnpublished, event)) return { ...own, kind: 'review-taken-back', reviewId: event.data.reviewId };
  if (isEvent(engagementRecorded, event)) {
    const { kind: engagement, proofId } = event.data;
    return { ...own, kind: 'engagement', engagement, ...(proofId === undefined ? {} : { proofId }) };
  }
  if (isEvent(pointsGranted, event)) {
    const { grantId, campaignId, points } = event.data;
    return { ...own, kind: 'points-granted', thing: grantThing(grantId), campaignId, points: BigInt(points) };
  }
  if (isEvent(multiplierGranted, event)) {
    const { grantId, campaignId, factorPercent, pointsMax, validTo } = event.data;
    const what = { campaignId, factorPercent, pointsMax, until: Date.parse(validTo) };
    return { ...own, kind: 'multiplier-granted', thing: grantThing(grantId), ...what };
  }
  if (isDecision(event)) return { ...own, kind: 'decision', decision: event.data };
  return undefined;
}
