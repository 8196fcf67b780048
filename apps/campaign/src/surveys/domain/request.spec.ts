import { purchaseDelivered } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { UNKNOWN_CUSTOMER } from '../../domain/features.js';
import { requestsAfter } from './request.js';

const rule = {
  ...{ id: 'after-delivery', text: 'How was it?', survey: 'nps', on: 'commerce.purchase.delivered.v1' as const },
  ...{ afterDays: 2, samplePercent: 25 },
};
const NOW = Date.parse('2027-03-04T12:00:00Z');
const clock = { now: NOW, maxReactionAgeMs: 7 * 86_400_000 };
const delivered = anEvent(purchaseDelivered, { time: '2027-03-03T12:00:00Z', data: { orderId: 'o' } });
const after = (customerId: string, changes: object = {}, features = UNKNOWN_CUSTOMER) =>
  requestsAfter([{ ...rule, ...changes }], { event: delivered, customerId, orderId: 'o' }, features, clock);

describe('a request to answer a survey', () => {
  it('is for the same 25 % of the customers whenever it is asked, and they are among 50 %', () => {
    const customers = Array.from({ length: 4_000 }, (_, index) => `c-${index}`);
    const sampled = (samplePercent: number) =>
      customers.filter((customerId) => after(customerId, { samplePercent })[0]?.refused === undefined);
    const quarter = sampled(25);
    expect(quarter.length).toBeGreaterThan(900);
    expect(quarter.length).toBeLessThan(1_100);
    const half = new Set(sampled(50));
    expect(quarter.every((customerId) => half.has(customerId))).toBe(true);
    expect(sampled(100)).toHaveLength(4_000);
  });

  it('is due 2 days of 24 hours later, and the same for every delivery of the order', () => {
    const [request] = after('ann', { samplePercent: 100 });
    expect(request).toMatchObject({ dueAt: delivered.at + 2 * 86_400_000 });
    const [again] = requestsAfter(
      [{ ...rule, samplePercent: 100 }],
      { event: { ...delivered, id: 'another' }, customerId: 'ann', orderId: 'o' },
      UNKNOWN_CUSTOMER,
      clock,
    );
    expect(again?.requestId).toBe(request?.requestId);
  });

  it('is only for events of its type, and for those of whom its condition holds', () => {
    expect(after('ann', { on: 'commerce.purchase.completed.v1' })).toEqual([]);
    const when = 'customer.tier == "gold"';
    expect(after('ann', { when })).toEqual([]);
    expect(after('ann', { when }, { ...UNKNOWN_CUSTOMER, tier: 'gold' })).toHaveLength(1);
  });
});
