import {
  businessKeyOf,
  customerErased,
  dataDigest,
  identityOf,
  isEvent,
  partnerAccrued,
  partnerReversed,
  payloadDigest,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';

import type { ProgrammeId } from './history.js';
import { customersOf } from './names.js';
import { comparePlaces } from './places.js';
import { programmes } from './programmes.js';
import { mergesOf, personIn, type Purchase, type Return } from './story.js';

export type RefusalReason =
  | 'INVALID_DATA'
  | 'ID_REUSED'
  | 'SUBJECT_ERASED'
  | 'DUPLICATE_ORDER'
  | 'CUSTOMER_MISMATCH'
  | 'CURRENCY_MISMATCH'
  | 'UNKNOWN_PARTNER'
  | 'OVER_RETURN';

export type Outcome = 'accepted' | 'duplicate' | 'parked' | RefusalReason;

export interface Acceptance {
  /** One for each event, in the order of arrival. A parked one is given what became of it in the end. */
  readonly outcomes: readonly { readonly event: Envelope; readonly outcome: Outcome }[];
  /** What a history consists of: accepted once, duplicates and refused ones left out, and so are those parked for ever. */
  readonly accepted: readonly Envelope[];
}

interface Arrived {
  readonly event: Envelope;
  readonly identity: string;
  readonly businessKey: string | undefined;
  /** Undefined until its turn in the chunk comes. */
  outcome: Outcome | undefined;
}

/**
 * Which events are accepted when they arrive in chunks. Copies and rivals are told apart in the order of arrival; then
 * the events of a chunk are judged in the order of things, each by what was accepted before it.
 */
export function acceptedOf(programme: ProgrammeId, chunks: readonly (readonly Envelope[])[]): Acceptance {
  const all: Arrived[] = [];
  for (const chunk of chunks) {
    const fresh: Arrived[] = [];
    for (const event of chunk) {
      const names = { identity: identityOf(event), businessKey: businessKeyOf(event) };
      const arrived: Arrived = { event, ...names, outcome: undefined };
      const known = knownBefore(arrived, all);
      if (known) arrived.outcome = known;
      else fresh.push(arrived);
      all.push(arrived);
    }
    for (const arrived of fresh.sort((a, b) => comparePlaces(a.event, b.event))) {
      const taken = all.filter(({ outcome }) => outcome === 'accepted').map(({ event }) => event);
      arrived.outcome = judge(programme, arrived.event, taken);
      if (arrived.outcome === 'accepted') unpark(programme, arrived, all);
    }
  }
  return {
    outcomes: all.map(({ event, outcome }) => ({ event, outcome: outcome ?? 'parked' })),
    accepted: all.filter(({ outcome }) => outcome === 'accepted').map(({ event }) => event),
  };
}

/** A copy, or a rival of what holds the identity or the business key: parked events hold theirs, refused ones do not. */
function knownBefore({ event, identity, businessKey }: Arrived, all: readonly Arrived[]): Outcome | undefined {
  const holders = all.filter(({ outcome = 'parked' }) => outcome === 'accepted' || outcome === 'parked');
  const same = holders.find((other) => other.identity === identity);
  if (same) return payloadDigest(same.event) === payloadDigest(event) ? 'duplicate' : 'ID_REUSED';
  const rival = holders.find((other) => businessKey !== undefined && other.businessKey === businessKey);
  if (!rival) return undefined;
  if (dataDigest(rival.event) === dataDigest(event)) return 'duplicate';
  if (!isEvent(purchaseCompleted, event) && !isEvent(purchaseCancelled, event)) return 'ID_REUSED';
  const taken = holders.map((other) => other.event);
  return isErased(event, taken) ? 'SUBJECT_ERASED' : 'DUPLICATE_ORDER';
}

/** What waited for `event` is judged in the order of things. */
function unpark(programme: ProgrammeId, { event }: Arrived, all: readonly Arrived[]): void {
  const waiting = all
    .filter((one) => one.outcome === 'parked' && one.event !== event && isAbout(one.event, event))
    .sort((a, b) => comparePlaces(a.event, b.event));
  for (const one of waiting) {
    const taken = all.filter(({ outcome }) => outcome === 'accepted').map((other) => other.event);
    // Refused, it holds nothing any more: a copy of it is judged anew.
    one.outcome = judge(programme, one.event, taken);
  }
}

function isAbout(waiting: Envelope, event: Envelope): boolean {
  if (isEvent(returnCompleted, waiting) || isEvent(purchaseCancelled, waiting) || isEvent(purchaseDelivered, waiting)) {
    return isEvent(purchaseCompleted, event) && event.data.orderId === waiting.data.orderId;
  }
  if (isEvent(reviewUnpublished, waiting)) {
    return isEvent(reviewPublished, event) && event.data.reviewId === waiting.data.reviewId;
  }
  if (!isEvent(partnerReversed, waiting) || !isEvent(partnerAccrued, event)) return false;
  return event.data.partnerId === waiting.data.partnerId && event.data.externalId === waiting.data.externalId;
}

function judge(programme: ProgrammeId, event: Envelope, taken: readonly Envelope[]): Outcome {
  const { partners } = programmes[programme];
  if (isEvent(returnCompleted, event)) return judgeReturn(event, taken);
  if (isErased(event, taken)) return 'SUBJECT_ERASED';
  if (isEvent(purchaseCompleted, event)) return judgePurchase(event, taken, partners);
  if (isEvent(purchaseCancelled, event) || isEvent(purchaseDelivered, event)) {
    const [purchase] = revisionsOf(event.data.orderId, taken);
    if (!purchase) return 'parked';
    if (purchase.subject !== undefined && erasedOf(taken).has(purchase.subject)) return 'SUBJECT_ERASED';
    const named = event.data.customerId;
    return named === undefined || areOne(taken, named, purchase.data.customerId) ? 'accepted' : 'CUSTOMER_MISMATCH';
  }
  if (isEvent(reviewUnpublished, event)) {
    const review = taken
      .filter((one) => isEvent(reviewPublished, one))
      .find((one) => one.data.reviewId === event.data.reviewId);
    if (!review) return 'parked';
    return areOne(taken, review.data.customerId, event.data.customerId) ? 'accepted' : 'CUSTOMER_MISMATCH';
  }
  if (isEvent(partnerAccrued, event)) return partners?.includes(event.data.partnerId) ? 'accepted' : 'UNKNOWN_PARTNER';
  if (isEvent(partnerReversed, event)) {
    if (!partners?.includes(event.data.partnerId)) return 'UNKNOWN_PARTNER';
    const accrual = taken.filter((one) => isEvent(partnerAccrued, one)).find((one) => isAbout(event, one));
    if (!accrual) return 'parked';
    if (!areOne(taken, accrual.data.customerId, event.data.customerId)) return 'CUSTOMER_MISMATCH';
    if (accrual.data.currency !== event.data.currency) return 'CURRENCY_MISMATCH';
    const reversed = taken.filter((one) => isEvent(partnerReversed, one)).filter((one) => isAbout(one, accrual));
    const minor = [...reversed, event].reduce((sum, { data }) => sum + data.amountMinor, 0);
    return minor > accrual.data.amountMinor ? 'OVER_RETURN' : 'accepted';
  }
  return 'accepted';
}

function judgePurchase(event: Purchase, taken: readonly Envelope[], partners: readonly string[] | undefined): Outcome {
  const { orderId, customerId, currency, partnerId, lines, revision } = event.data;
  const [known] = revisionsOf(orderId, taken);
  if (known && !areOne(taken, known.data.customerId, customerId)) return 'DUPLICATE_ORDER';
  const amended = known && !isCancelled(known, taken) && revision > known.data.revision ? known.data : undefined;
  const returns = amended ? returnsOf(orderId, taken).map(({ data }) => data) : [];
  if (amended && amended.currency !== currency && returns.some(({ amountMinor }) => amountMinor > 0))
    return 'CURRENCY_MISMATCH';
  if (partners && partnerId !== undefined && !partners.includes(partnerId)) return 'UNKNOWN_PARTNER';
  if (amended) {
    const returned = returns.flatMap((one) => (amended.lines && one.lines) || []);
    const dropped = returned.some(({ lineId }) => !lines?.some((line) => line.lineId === lineId));
    if (dropped) return 'OVER_RETURN';
  }
  return 'accepted';
}

function judgeReturn(event: Return, taken: readonly Envelope[]): Outcome {
  const { orderId, customerId, currency, lines = [] } = event.data;
  if (isErased(event, taken)) return 'SUBJECT_ERASED';
  const [order] = revisionsOf(orderId, taken);
  if (!order) return 'parked';
  if (order.subject !== undefined && erasedOf(taken).has(order.subject)) return 'SUBJECT_ERASED';
  const cancelled = isCancelled(order, taken);
  const ordered = order.data.lines;
  if (!cancelled && ordered && lines.some(({ lineId }) => !ordered.some((line) => line.lineId === lineId)))
    return 'INVALID_DATA';
  if (customerId !== undefined && !areOne(taken, customerId, order.data.customerId)) return 'CUSTOMER_MISMATCH';
  if (currency !== order.data.currency) return 'CURRENCY_MISMATCH';
  if (cancelled) return 'accepted';
  const returns = [...returnsOf(orderId, taken), event].map(({ data }) => data);
  const minor = returns.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  if (minor > order.data.totalMinor) return 'OVER_RETURN';
  const tooMany = (ordered ?? []).some(({ lineId, quantity }) => {
    const back = returns.flatMap((one) => one.lines ?? []).filter((line) => line.lineId === lineId);
    return back.reduce((sum, line) => sum + line.quantity, 0) > quantity;
  });
  return tooMany ? 'OVER_RETURN' : 'accepted';
}

/** The highest revision first. */
function revisionsOf(orderId: string, taken: readonly Envelope[]): Purchase[] {
  const revisions = taken
    .filter((one) => isEvent(purchaseCompleted, one))
    .filter((one) => one.data.orderId === orderId);
  return revisions.sort((a, b) => b.data.revision - a.data.revision);
}

function returnsOf(orderId: string, taken: readonly Envelope[]): Return[] {
  return taken.filter((one) => isEvent(returnCompleted, one)).filter((one) => one.data.orderId === orderId);
}

function isCancelled(order: Purchase, taken: readonly Envelope[]): boolean {
  return taken
    .filter((one) => isEvent(purchaseCancelled, one))
    .some(
      ({ data }) =>
        data.orderId === order.data.orderId &&
        (data.customerId === undefined || areOne(taken, data.customerId, order.data.customerId)),
    );
}

/** Whether two names are one customer's, as far as merges have been accepted. */
function areOne(taken: readonly Envelope[], a: string | undefined, b: string | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  const merges = mergesOf(taken.toSorted(comparePlaces));
  return personIn(merges, a, () => true) === personIn(merges, b, () => true);
}

function erasedOf(taken: readonly Envelope[]): Set<string> {
  return new Set(taken.filter((one) => isEvent(customerErased, one)).map(({ data }) => data.customerId));
}

function isErased(event: Envelope, taken: readonly Envelope[]): boolean {
  const erased = erasedOf(taken);
  return customersOf(event).some((customerId) => erased.has(customerId));
}
