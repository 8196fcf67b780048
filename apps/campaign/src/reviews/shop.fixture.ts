import {
  purchaseCompleted,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
  type ReviewPublished,
} from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import { anEvent } from '@perennial/testing';

/** A day of the shop of these specs, at noon. */
export const january = (day: number): string => `2027-01-${String(day).padStart(2, '0')}T12:00:00Z`;

/** Somebody buys one piece of each, on one line each. */
export const buys = (customerId: string, orderId: string, time: string, ...skus: string[]): Envelope =>
  anEvent(purchaseCompleted, {
    time,
    data: {
      ...{ customerId, orderId, totalMinor: 1000 * skus.length },
      lines: skus.map((sku, index) => ({ lineId: `${index + 1}`, sku, quantity: 1, unitPriceMinor: 1000 })),
    },
  });

/** The piece on a line comes back, with its money. */
export const sendsBack = (customerId: string, orderId: string, time: string, lineId: string): Envelope =>
  anEvent(returnCompleted, {
    time,
    data: { customerId, orderId, amountMinor: 1000, lines: [{ lineId, quantity: 1, amountMinor: 1000 }] },
  });

/** Names no order unless `more` does. */
export const reviews = (
  customerId: string,
  reviewId: string,
  time: string,
  sku: string,
  more: Partial<ReviewPublished> = {},
): Envelope => anEvent(reviewPublished, { time, data: { customerId, reviewId, sku, orderId: undefined, ...more } });

export const takesBack = (customerId: string, reviewId: string, time: string): Envelope =>
  anEvent(reviewUnpublished, { time, data: { customerId, reviewId } });

/** How every review is judged, by id, without what its holds went through. */
export const judgements = (db: Tx): Promise<unknown[]> =>
  db.query('select review_id, standing, score, reasons from review order by review_id');
