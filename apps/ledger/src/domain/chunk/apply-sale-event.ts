import {
  bucketOf,
  compareInOrderOfThings,
  isEvent,
  partnerReversed,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  returnCompleted,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';

import { accrualThing, factOf, orderThing, type Fact } from '../fact.js';
import { advance, refold } from './advance.js';
import { NOBODY } from './apply-erasure.js';
import { judgeByPurchases } from './apply-referral.js';
import { carryToReferrers } from './carry.js';
import {
  areOnePerson,
  keepCustomerFact,
  keepFact,
  programmeOfDraft,
  refuse,
  saveSale,
  takeWaiting,
  type Draft,
} from './draft.js';
import type { Sale } from './named-things.js';
import { unknownSale, withRevision } from './sale-record.js';
import type { SaleRecord } from './snapshot.js';

type Return = EventOf<typeof returnCompleted> | EventOf<typeof partnerReversed>;
type SaleEvent = Return | EventOf<typeof purchaseCancelled> | EventOf<typeof purchaseDelivered>;

/** Whether an event is about an order or a spending that another one tells of. */
export function isAboutSale(event: Envelope): event is SaleEvent {
  return isReturn(event) || isEvent(purchaseCancelled, event) || isEvent(purchaseDelivered, event);
}

function isReturn(event: Envelope): event is Return {
  return isEvent(returnCompleted, event) || isEvent(partnerReversed, event);
}

/** An order that was paid, or a spending at a partner. Of a guest it is only kept; of a member it is folded. */
export function applySaleEvent(draft: Draft, event: Sale, newAccount: () => string): void {
  const { customerId } = event.data;
  const record = recordOf(draft, event);
  const account = customerId === undefined ? record.account : draft.snapshot.accounts.get(customerId);
  const refusal = contradictionOf(draft, event, record, account);
  if (refusal) return refuse(draft, event, refusal.reason, refusal.detail);
  const isFirst = record.account === undefined;
  const own = account ?? newAccount();
  const accountBucket = bucketOf(customerId ?? record.thing);
  const guest = customerId === undefined;
  // An amendment may name another record of the same person.
  const owner = record.account === undefined ? { account: own, accountBucket } : record;
  saveSale(draft, withRevision(record, event, { account: owner.account, accountBucket: owner.accountBucket, guest }));
  if (customerId === undefined) keepFact(draft, own, accountBucket, event);
  else {
    if (keepCustomerFact(draft, customerId, event) === undefined) return;
    const fact = factOf(own, event);
    if (fact?.kind === 'sale') foldSale(draft, fact, event, isFirst);
  }
  if (isFirst) releaseWaiting(draft, record.thing);
}

/** What waited for the purchase, in order of things: each is accepted or refused as if it came now. */
function releaseWaiting(draft: Draft, thing: string): void {
  const waiting = takeWaiting(draft, thing).map(({ event }) => event);
  for (const event of waiting.sort(compareInOrderOfThings)) applyToSale(draft, event as SaleEvent);
}

function recordOf(draft: Draft, event: Sale | SaleEvent): SaleRecord {
  const { data } = event;
  const thing = 'orderId' in data ? orderThing(data.orderId) : accrualThing(data.partnerId, data.externalId);
  return draft.sales.get(thing) ?? unknownSale(thing);
}

/** Reasons in the order in which the first that applies is given. */
function contradictionOf(draft: Draft, event: Sale, record: SaleRecord, account: string | undefined) {
  return (
    rivalryOf(draft, event, record, account) ??
    otherCurrencyOf(event, record) ??
    strangePartnerOf(draft, event) ??
    droppedLineOf(event, record)
  );
}

function rivalryOf(draft: Draft, event: Sale, record: SaleRecord, account: string | undefined) {
  if (record.account === undefined || isBuyer(draft, record, event.data.customerId, account)) return undefined;
  const whose = record.guest ? 'a guest' : 'another customer';
  const reason = isEvent(purchaseCompleted, event) ? 'DUPLICATE_ORDER' : 'CUSTOMER_MISMATCH';
  return { reason, detail: `${record.thing} is already known as one of ${whose}` } as const;
}

function strangePartnerOf(draft: Draft, event: Sale) {
  const { partnerId } = event.data;
  const partners = programmeOfDraft(draft, event.at).coalition?.partners.map(({ id }) => id);
  const mustBeKnown = partners !== undefined || !isEvent(purchaseCompleted, event);
  if (partnerId === undefined || !mustBeKnown || partners?.includes(partnerId)) return undefined;
  return unknownPartner(partnerId, partners);
}

function unknownPartner(partnerId: string, partners: readonly string[] | undefined) {
  const known = partners?.join(', ') ?? 'the programme has none';
  return { reason: 'UNKNOWN_PARTNER', detail: `${partnerId} is no partner of the programme (${known})` } as const;
}

/** Whether an event says something new of an order that still counts. Cancellation is final: what comes after is moot. */
function amends(event: Sale, { revision, cancelled }: SaleRecord): event is EventOf<typeof purchaseCompleted> {
  return isEvent(purchaseCompleted, event) && revision !== undefined && event.data.revision > revision && !cancelled;
}

/** Money of two currencies is never added: what came back of the order is in the one it had. */
function otherCurrencyOf(event: Sale, record: SaleRecord) {
  const { currency } = event.data;
  if (!amends(event, record) || record.currency === currency || record.returned === 0n) return undefined;
  const detail = `${record.thing} is in ${record.currency} and parts of it were returned; its amendment is in ${currency}`;
  return { reason: 'CURRENCY_MISMATCH', detail } as const;
}

function droppedLineOf(event: Sale, record: SaleRecord) {
  if (!amends(event, record)) return undefined;
  const kept = new Set(event.data.lines?.map(({ lineId }) => lineId));
  const dropped = record.quantities && Object.keys(record.returnedQuantities).find((lineId) => !kept.has(lineId));
  if (dropped === undefined) return undefined;
  const detail = `line ${dropped} was returned already; an amendment has to keep it`;
  return { reason: 'OVER_RETURN', detail } as const;
}

/** Whether whoever an event names, or nobody, bought what is known already. */
function isBuyer(draft: Draft, record: SaleRecord, customerId: string | undefined, named: string | undefined): boolean {
  if (record.account === undefined || record.account === NOBODY || named === undefined) return false;
  return record.guest === (customerId === undefined) && areOnePerson(draft, record.account, named);
}

/** @param isNew nothing of the order has been folded before */
function foldSale(draft: Draft, fact: Fact, cause: Envelope, isNew: boolean): void {
  const { account } = fact;
  if (isNew) advance(draft, fact, cause);
  else refold(draft, [account], cause);
  const stale = judgeByPurchases(draft, account);
  for (const referee of stale) refold(draft, [referee], cause);
  carryToReferrers(draft, [account, ...stale], cause);
}

/** Returns, reversals, deliveries and cancellations. Of something unknown they wait. */
export function applyToSale(draft: Draft, event: SaleEvent): void {
  const record = recordOf(draft, event);
  if (record.account === undefined || record.accountBucket === undefined) {
    const strange = isEvent(partnerReversed, event) ? neverPartner(draft, event.data.partnerId) : undefined;
    if (strange) return refuse(draft, event, strange.reason, strange.detail);
    draft.parked.push({ waitsFor: record.thing, event });
    return;
  }
  const refusal = isReturn(event)
    ? (unknownLineOf(event, record) ?? mismatchOf(draft, event, record) ?? returnRefusalOf(event, record))
    : mismatchOf(draft, event, record);
  if (refusal) return refuse(draft, event, refusal.reason, refusal.detail);
  if (isReturn(event)) saveSale(draft, withReturn(record, event));
  if (isEvent(purchaseCancelled, event)) saveSale(draft, { ...record, cancelled: true });
  keepFact(draft, record.account, record.accountBucket, event);
  if (record.guest) return;
  const fact = factOf(record.account, event);
  if (!fact) return;
  if (isEvent(purchaseCancelled, event)) foldSale(draft, fact, event, false);
  else {
    advance(draft, fact, event);
    carryToReferrers(draft, [record.account], event);
  }
}

/** What nobody can ever have accrued is not waited for, whichever version of the programme its accrual would belong to. */
function neverPartner({ snapshot: { programmes } }: Draft, partnerId: string) {
  const partners = programmes.versions.flatMap(
    ({ programme }) => programme.coalition?.partners.map(({ id }) => id) ?? [],
  );
  if (partners.includes(partnerId)) return undefined;
  return unknownPartner(partnerId, partners.length === 0 ? undefined : [...new Set(partners)]);
}

function mismatchOf(draft: Draft, { data: { customerId } }: SaleEvent, { thing, account, guest }: SaleRecord) {
  if (customerId === undefined) return undefined;
  const named = draft.snapshot.accounts.get(customerId);
  if (!guest && account !== undefined && named !== undefined && areOnePerson(draft, account, named)) return undefined;
  return { reason: 'CUSTOMER_MISMATCH', detail: `${thing} is not one of customer ${customerId}` } as const;
}

function linesOf(event: Return) {
  return isEvent(returnCompleted, event) ? (event.data.lines ?? []) : [];
}

/** Lines of a return say nothing as long as nothing is known of the order's. */
function knownLinesOf(event: Return, { quantities }: SaleRecord) {
  return quantities ? linesOf(event) : [];
}

function unknownLineOf(event: Return, record: SaleRecord) {
  const { thing, quantities = {}, cancelled } = record;
  const unknown = knownLinesOf(event, record).find(({ lineId }) => !Object.hasOwn(quantities, lineId));
  if (!unknown || cancelled) return undefined;
  return { reason: 'INVALID_DATA', detail: `data.lines: ${thing} has no line ${unknown.lineId}` } as const;
}

function returnRefusalOf(event: Return, record: SaleRecord) {
  const { currency, amountMinor } = event.data;
  const { thing, total = 0n, quantities, returned, returnedQuantities } = record;
  if (currency !== record.currency) {
    const detail = `${thing} is in ${record.currency}, its return in ${currency}`;
    return { reason: 'CURRENCY_MISMATCH', detail } as const;
  }
  if (record.cancelled) return undefined;
  if (returned + BigInt(amountMinor) > total) {
    const detail = `${thing} came to ${total}, of which ${returned} had been returned; ${amountMinor} more is too much`;
    return { reason: 'OVER_RETURN', detail } as const;
  }
  const before = new Map(Object.entries(returnedQuantities));
  const over = knownLinesOf(event, record).find(
    ({ lineId, quantity }) => (before.get(lineId) ?? 0) + quantity > (quantities?.[lineId] ?? 0),
  );
  if (!over) return undefined;
  const detail = `line ${over.lineId} of ${thing} had ${quantities?.[over.lineId]} pieces; ${over.quantity} more is too much`;
  return { reason: 'OVER_RETURN', detail } as const;
}

function withReturn(record: SaleRecord, event: Return): SaleRecord {
  if (record.cancelled) return record;
  // Line ids are the shop's: `constructor` may be one, and no object has to know it already.
  const quantities = new Map(Object.entries(record.returnedQuantities));
  // Also before the order's are known: an amendment may tell them, and a piece comes back once.
  for (const { lineId, quantity } of linesOf(event)) quantities.set(lineId, (quantities.get(lineId) ?? 0) + quantity);
  const returned = record.returned + BigInt(event.data.amountMinor);
  return { ...record, returned, returnedQuantities: Object.fromEntries(quantities) };
}
