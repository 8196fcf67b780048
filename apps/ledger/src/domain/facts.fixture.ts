import {
  engagementRecorded,
  partnerAccrued,
  purchaseCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { factOf, type Fact, type FactKind, type FactOf } from './fact.js';
import type { Outcome, SaleContext } from './rules/rule-kind.js';

/** The member all facts of these fixtures are of. */
export const ACCOUNT = 'account-1';

const TIME = '2027-01-05T10:00:00Z';

function fact<Kind extends FactKind>(kind: Kind, event: Envelope): FactOf<Kind> {
  const made = factOf(ACCOUNT, event);
  if (made?.kind !== kind) throw new Error(`${event.type} makes no fact of kind ${kind}`);
  return made as FactOf<Kind>;
}

/** An order without lines, in USD unless `more` says otherwise. */
export function aSale(totalMinor: number, { time = TIME, ...more }: { time?: string; [field: string]: unknown } = {}) {
  const data = { currency: 'USD', lines: undefined, partnerId: undefined, ...more, totalMinor };
  return fact('sale', anEvent(purchaseCompleted, { time, data }));
}

export function anAccrual(amountMinor: number, more: object = {}) {
  return fact('sale', anEvent(partnerAccrued, { time: TIME, data: { amountMinor, ...more } }));
}

export function aReview(sku: string, { time = TIME, ...more }: { time?: string; [field: string]: unknown } = {}) {
  return fact('review', anEvent(reviewPublished, { time, data: { verified: true, ...more, sku } }));
}

export function aReviewTakenBack(reviewId: string, time = TIME) {
  return fact('review-taken-back', anEvent(reviewUnpublished, { time, data: { reviewId } }));
}

export function anEngagement(kind: string, proofId?: string, time = TIME) {
  return fact('engagement', anEvent(engagementRecorded, { time, data: { kind, proofId } }));
}

export function aFriend(kind: 'friend-qualified', referralId: string): Fact;
export function aFriend(kind: 'friend-lost', referralId: string): Fact;
export function aFriend(kind: 'friend-qualified' | 'friend-lost', referralId: string): Fact {
  const place = { at: Date.parse(TIME), source: '/shop/test', id: `${kind} ${referralId}` };
  const own = { ...place, account: ACCOUNT, referralId };
  return kind === 'friend-lost' ? { ...own, kind, turn: place } : { ...own, kind };
}

/** What a sale is worth to the rules: its total, all of it eligible, unless told otherwise. */
export function worth(sale: FactOf<'sale'>, more: Partial<SaleContext> = {}): SaleContext {
  const { total } = sale.sale;
  const eligible = { numerator: total, denominator: 1n };
  return {
    eligible,
    amounts: { total, goods: total, eligible: total },
    multiplierPercent: 100,
    tier: 'silver',
    ...more,
  };
}

/** In short: points, points taken back, or why nothing. */
export function inShort(outcomes: readonly Outcome[]): string {
  return outcomes
    .map((outcome) => (outcome.result === 'skipped' ? outcome.reason : `${outcome.result} ${outcome.points}`))
    .join(', ');
}
