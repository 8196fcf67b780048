import {
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  referralCreated,
  reviewPublished,
  reviewUnpublished,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { customersNamed } from './customers-named.js';

describe('customersNamed', () => {
  it('names buyers, reviewers and both sides of a referral', () => {
    const events = [
      anEvent(purchaseCompleted, { data: { customerId: 'buyer' } }),
      anEvent(reviewPublished, { data: { customerId: 'reviewer' } }),
      anEvent(referralCreated, { data: { referrerId: 'referrer', refereeId: 'referee' } }),
    ];
    expect([...customersNamed(events)]).toEqual(['buyer', 'reviewer', 'referrer', 'referee']);
  });

  it('names nobody for a guest, a cancellation, a delivery or an unpublished review', () => {
    const events = [
      anEvent(purchaseCompleted, { data: { customerId: undefined } }),
      anEvent(purchaseCancelled, { data: { customerId: 'c-1' } }),
      anEvent(purchaseDelivered, { data: { customerId: 'c-3' } }),
      anEvent(reviewUnpublished, { data: { customerId: 'c-2' } }),
    ];
    expect([...customersNamed(events)]).toEqual([]);
  });
});
