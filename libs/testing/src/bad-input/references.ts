import { applied, parked, quarantined, repeat, type Case } from './case.js';
import type { Material } from './material.js';

const bought = (m: Material) => [m.withData({})];
const boughtWithLine = (m: Material) => [
  m.withData({ lines: [{ lineId: '1', sku: 'ring-3', quantity: 1, unitPriceMinor: 10_450 }] }),
];
const reviewed = (m: Material) => [m.reviewed()];
const again = (id = 'again') => ({ id });

/** Events that refer to others: orders, reviews, customers, partners. */
export const references: readonly Case[] = [
  ['the same record again', (m) => m.withData({}), repeat(10), bought],
  ['the same order under another event id', (m) => m.withAttributes(again()), repeat(10), bought],
  ['another order under the same event id', (m) => m.withData({ orderId: 'other' }), quarantined('ID_REUSED'), bought],
  [
    'an order with another total',
    (m) => m.structured({ ...m.envelope, ...again(), data: { ...m.purchase, totalMinor: 1 } }),
    quarantined('DUPLICATE_ORDER'),
    bought,
  ],
  [
    'an order of another customer',
    (m) =>
      m.structured({ ...m.envelope, ...again(), subject: m.otherId, data: { ...m.purchase, customerId: m.otherId } }),
    quarantined('DUPLICATE_ORDER'),
    bought,
  ],
  [
    'a revision of another customer',
    (m) =>
      m.structured({
        ...m.envelope,
        ...again(),
        subject: m.otherId,
        data: { ...m.purchase, revision: 1, customerId: m.otherId },
      }),
    quarantined('DUPLICATE_ORDER'),
    bought,
  ],
  [
    'a lower revision than is known',
    (m) => m.withData({ revision: 1 }),
    applied(20),
    (m) => [m.structured({ ...m.envelope, ...again(), data: { ...m.purchase, revision: 2, totalMinor: 20_000 } })],
  ],
  ['a return of an unknown order', (m) => m.returned(), (m) => parked(`order:${m.orderId}`)],
  [
    'a return of an order whose purchase was refused',
    (m) => m.returned(),
    (m) => parked(`order:${m.orderId}`),
    (m) => [m.withData({ totalMinor: -1 })],
  ],
  ['a return of all', (m) => m.returned({ amountMinor: 10_450 }), applied(0), bought],
  ['a return of more than was bought', (m) => m.returned({ amountMinor: 10_451 }), quarantined('OVER_RETURN'), bought],
  [
    'a second return of all',
    (m) => m.returned({ returnId: `second-${m.orderId}`, amountMinor: 10_450 }, again()),
    quarantined('OVER_RETURN'),
    (m) => [...bought(m), m.returned({ amountMinor: 10_450 })],
  ],
  [
    'a return told twice',
    (m) => m.returned({ amountMinor: 5_000 }, again()),
    repeat(5),
    (m) => [...bought(m), m.returned({ amountMinor: 5_000 })],
  ],
  [
    'a return told again with another amount',
    (m) => m.returned({ amountMinor: 1 }, again()),
    quarantined('ID_REUSED'),
    (m) => [...bought(m), m.returned({ amountMinor: 5_000 })],
  ],
  ['a return in another currency', (m) => m.returned({ currency: 'EUR' }), quarantined('CURRENCY_MISMATCH'), bought],
  [
    'a return of another customer',
    (m) => m.returned({ customerId: m.otherId }, { subject: m.otherId }),
    quarantined('CUSTOMER_MISMATCH'),
    bought,
  ],
  [
    'a return dated before its purchase',
    (m) => m.returned({ amountMinor: 10_450 }, { time: '2027-02-01T10:00:00Z' }),
    applied(0),
    bought,
  ],
  [
    'a return of a line the order does not have',
    (m) => m.returned({ amountMinor: 10, lines: [{ lineId: '9', quantity: 1, amountMinor: 10 }] }),
    quarantined('INVALID_DATA', 'has no line 9'),
    boughtWithLine,
  ],
  [
    'a cancellation of an unknown order',
    (m) => m.event('commerce.purchase.cancelled.v1', { orderId: m.orderId }, { subject: undefined }),
    (m) => parked(`order:${m.orderId}`),
  ],
  [
    'a purchase that was cancelled before',
    (m) => m.withData({}),
    applied(0),
    (m) => [m.event('commerce.purchase.cancelled.v1', { orderId: m.orderId }, { subject: undefined })],
  ],
  [
    "a cancellation of another customer's order",
    (m) =>
      m.event('commerce.purchase.cancelled.v1', { orderId: m.orderId, customerId: m.otherId }, { subject: m.otherId }),
    quarantined('CUSTOMER_MISMATCH'),
    bought,
  ],
  [
    'a delivery of an unknown order',
    (m) => m.event('commerce.purchase.delivered.v1', { orderId: m.orderId }, { subject: undefined }),
    (m) => parked(`order:${m.orderId}`),
  ],
  [
    'a gift card',
    (m) => m.withData({ lines: [{ lineId: '1', sku: 'card', quantity: 1, unitPriceMinor: 10_450, giftCard: true }] }),
    applied(0),
  ],
  ['a review of something never bought', (m) => m.reviewed({ sku: 'never-bought' }), applied(5)],
  ['an unverified review', (m) => m.reviewed({ verified: false }), applied(0)],
  [
    'a second review of the same thing',
    (m) => m.reviewed({ reviewId: `second-${m.orderId}` }, again()),
    applied(5),
    reviewed,
  ],
  ['an edited review', (m) => m.reviewed({ rating: 1 }, again()), quarantined('ID_REUSED'), reviewed],
  [
    'a review taken back by another customer',
    (m) =>
      m.event(
        'commerce.review.unpublished.v1',
        { reviewId: `r-${m.orderId}`, customerId: m.otherId },
        { subject: m.otherId },
      ),
    quarantined('CUSTOMER_MISMATCH'),
    reviewed,
  ],
  [
    'a review taken back that nobody knows',
    (m) => m.event('commerce.review.unpublished.v1', { reviewId: `r-${m.orderId}`, customerId: m.customerId }),
    (m) => parked(`review:r-${m.orderId}`),
  ],
  ['a self-referral', (m) => m.referred({ refereeId: m.customerId }), applied(0)],
  [
    'a circle of referrals',
    (m) => m.referred({}, again()),
    applied(0),
    (m) => [
      m.referred(
        { referralId: `back-${m.orderId}`, referrerId: m.otherId, refereeId: m.customerId },
        { subject: m.otherId },
      ),
    ],
  ],
  [
    'a third referrer',
    (m) => m.referred(),
    applied(0),
    (m) =>
      ['x', 'y'].map((name) =>
        m.referred(
          { referralId: `${name}-${m.orderId}`, referrerId: `${name}-${m.orderId}` },
          { id: name, subject: `${name}-${m.orderId}` },
        ),
      ),
  ],
  [
    'a referral of somebody who had bought',
    (m) => m.referred(),
    applied(0),
    (m) => [
      m.structured({
        ...m.envelope,
        subject: m.otherId,
        time: '2027-02-01T10:00:00Z',
        data: { ...m.purchase, customerId: m.otherId },
      }),
    ],
  ],
  ['a referral by a forgotten customer', (m) => m.referred(), quarantined('SUBJECT_ERASED'), (m) => [m.erased()]],
  [
    'a referral of a forgotten friend',
    (m) => m.referred(),
    quarantined('SUBJECT_ERASED'),
    (m) => [m.erased(m.otherId)],
  ],
  ['a purchase by a forgotten customer', (m) => m.withData({}), quarantined('SUBJECT_ERASED'), (m) => [m.erased()]],
  [
    'news of a forgotten customer',
    (m) => m.upserted({ locale: 'en-GB' }),
    quarantined('SUBJECT_ERASED'),
    (m) => [m.erased()],
  ],
  [
    "a return of a forgotten customer's order",
    (m) => m.returned(),
    quarantined('SUBJECT_ERASED'),
    (m) => [...bought(m), m.erased()],
  ],
  [
    'a purchase under the id that was merged away',
    (m) => m.structured({ ...m.envelope, subject: m.otherId, data: { ...m.purchase, customerId: m.otherId } }),
    applied(10),
    (m) => [m.merged()],
  ],
  [
    'a merge back',
    (m) => m.merged({ fromCustomerId: m.customerId, intoCustomerId: m.otherId }, { ...again(), subject: m.customerId }),
    applied(0),
    (m) => [m.merged()],
  ],
  ['a merge with oneself', (m) => m.merged({ fromCustomerId: m.customerId }, { subject: m.customerId }), applied(0)],
  [
    'a spending at an unknown partner',
    (m) =>
      m.event('commerce.partner.accrued.v1', {
        partnerId: 'p',
        externalId: m.orderId,
        customerId: m.customerId,
        currency: 'GBP',
        amountMinor: 1,
      }),
    quarantined('UNKNOWN_PARTNER'),
  ],
  ['an order at a partner, in a programme without', (m) => m.withData({ partnerId: 'p' }), applied(10)],
  [
    'an engagement of a kind nobody knows',
    (m) => m.event('commerce.engagement.recorded.v1', { customerId: m.customerId, kind: 'levitated' }),
    applied(0),
  ],
];
