import {
  purchaseCancelled,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

export const JANUARY = '2027-01-05T10:00:00.000Z';
export const FEBRUARY = '2027-02-05T10:00:00.000Z';
export const MARCH = '2027-03-05T10:00:00.000Z';

let lastPerson = 0;

/** A customer no other test knows. */
export const someone = (name = 'c') => `${name}-${(lastPerson += 1)}`;

/** An order without lines, in USD unless `more` says otherwise. */
export const bought = (customerId: string | undefined, totalMinor: number, time: string, more: object = {}) =>
  anEvent(purchaseCompleted, { time, data: { customerId, totalMinor, lines: undefined, currency: 'USD', ...more } });

export const cancelled = (orderId: string, time: string, customerId?: string) =>
  anEvent(purchaseCancelled, { time, data: { orderId, customerId } });

export const sentBack = (orderId: string, amountMinor: number, time: string, more: object = {}) =>
  anEvent(returnCompleted, {
    time,
    data: { orderId, customerId: undefined, currency: 'USD', amountMinor, lines: undefined, ...more },
  });

export const reviewed = (customerId: string, sku: string, time: string, more: object = {}) =>
  anEvent(reviewPublished, { time, data: { customerId, sku, ...more } });

export const takenBack = (customerId: string, reviewId: string, time: string) =>
  anEvent(reviewUnpublished, { time, data: { customerId, reviewId } });

export const referred = (referrerId: string, refereeId: string, time: string) =>
  anEvent(referralCreated, { time, data: { referrerId, refereeId } });
