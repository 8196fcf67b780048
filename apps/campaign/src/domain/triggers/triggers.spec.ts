import { engagementRecorded, purchaseCompleted, serviceIssueReported, type Envelope } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { jewellerWith } from '../../programme.fixture.js';
import { aCampaign, AT, DAY_MS, knows } from '../campaigns.fixture.js';
import { UNKNOWN_CUSTOMER, type CustomerFeatures } from '../features.js';
import { triggeredByView } from './category-viewed.trigger.js';
import { triggeredBy } from './event.trigger.js';
import { triggeredByFirst } from './first-purchase.trigger.js';
import { triggeredByState } from './state.trigger.js';

describe('an event', () => {
  const sorry = aCampaign({
    trigger: { kind: 'event', on: 'commerce.service-issue.reported.v1', when: 'data.severity >= 2' },
  });
  const issue = (severity: number) => anEvent(serviceIssueReported, { data: { severity } });

  it.each([
    ['of another type', anEvent(purchaseCompleted), 0],
    ['below the condition', issue(1), 0],
    ['at the condition', issue(2), 1],
  ])('%s', (_title, event, times) => {
    expect(triggeredBy([sorry], event, 'c-7', UNKNOWN_CUSTOMER)).toHaveLength(times);
  });

  it('is looked at together with the customer, of whom what is not known is not there', () => {
    const trigger = {
      kind: 'event',
      on: 'commerce.service-issue.reported.v1',
      when: 'customer.tier == "gold"',
    } as const;
    const of = (features: object) => triggeredBy([aCampaign({ trigger })], issue(1), 'c-7', knows(features)).length;
    expect([of({ tier: 'gold' }), of({ tier: 'silver' }), of({})]).toEqual([1, 0, 0]);
  });

  it('is drawn as the document says: whoever knows the seed draws the same', () => {
    const [surprise] = jewellerWith('surprise').campaigns;
    const drawn = Array.from({ length: 1_000 }, (_, index) => index).filter(
      (index) =>
        triggeredBy(
          surprise ? [surprise] : [],
          anEvent(purchaseCompleted, { data: { orderId: `o-${index}` } }),
          'c-7',
          UNKNOWN_CUSTOMER,
        ).length > 0,
    );
    // By Python's uuid5, as docs/campaigns.md has it.
    expect(drawn).toEqual([63, 71, 83, 92, 214, 321, 692, 787, 817, 982]);
  });

  it('is drawn once in a hundred, by the order and not by its event', () => {
    const surprise = aCampaign({
      id: 'surprise',
      trigger: { kind: 'event', on: 'commerce.purchase.completed.v1', oneIn: 100, seed: 'a published seed' },
    });
    const drawn = (orderId: string) =>
      triggeredBy([surprise], anEvent(purchaseCompleted, { data: { orderId } }), 'c-7', UNKNOWN_CUSTOMER).length;
    const orders = Array.from({ length: 20_000 }, (_, index) => `o-${index}`);
    const first = orders.map(drawn);
    const share = first.reduce((sum, one) => sum + one, 0) / orders.length;
    // Five standard deviations around 1 %.
    expect(Math.abs(share - 0.01)).toBeLessThan(5 * Math.sqrt((0.01 * 0.99) / orders.length));
    expect(orders.slice(0, 2_000).map(drawn)).toEqual(first.slice(0, 2_000));
  });
});

describe('a first purchase', () => {
  const campaign = aCampaign({ trigger: { kind: 'first-purchase' } });
  const purchases = [anEvent(purchaseCompleted), anEvent(purchaseCompleted, { time: '2026-01-05T10:00:01Z' })];
  const causes = (countedBefore: number, bought: readonly Envelope[]) =>
    triggeredByFirst([campaign], 'c-7', { countedBefore, purchases: bought }, UNKNOWN_CUSTOMER).map(
      ({ cause }) => cause,
    );

  it('is the first of several at once, and none after one that counted', () => {
    expect([causes(0, purchases), causes(1, purchases), causes(0, [])]).toEqual([[purchases[0]], [], []]);
  });
});

describe('views of a category', () => {
  const campaign = aCampaign({ trigger: { kind: 'category-viewed', views: 3, withinDays: 7 } });
  const view = anEvent(engagementRecorded, {
    data: { kind: 'category-viewed', category: 'rings' },
    time: new Date(AT).toISOString(),
  });
  const days = (...ago: number[]) => ago.map((day) => AT - day * DAY_MS).toSorted((a, b) => a - b);
  const triggers = (views: number[], purchases: number[] = []) =>
    triggeredByView(
      [campaign],
      view,
      { customerId: 'c-7', category: 'rings' },
      { views, lastPurchaseAt: purchases.at(-1) },
      UNKNOWN_CUSTOMER,
    );

  it.each([
    ['two are too few', days(0, 1), [], 0],
    ['three within 7 days trigger', days(0, 1, 6.9), [], 1],
    ['one from exactly 7 days ago is none of them', days(0, 1, 7), [], 0],
    ['a purchase since the first of them ends it', days(0, 1, 2), days(1.5), 0],
    ['a purchase at the instant of the first of them ends it', days(0, 1, 2), days(2), 0],
    ['a purchase before the first of them does not', days(0, 1, 2), days(3), 1],
    ['a purchase after an older view only does not', days(0, 1, 2, 6), days(5), 0],
    ['one that comes late completes those after it', days(-2, -1, 0), [], 1],
    ['later ones alone are not completed by one too long before them', days(-8, -7.5, 0), [], 0],
  ])('%s', (_title, views, purchases, times) => {
    expect(triggers(views, purchases)).toHaveLength(times);
  });

  it('tell the category', () => {
    expect(triggers(days(0, 1, 2))).toMatchObject([{ customerId: 'c-7', category: 'rings', cause: view }]);
  });
});

describe('a state', () => {
  const winBack = aCampaign({
    id: 'win-back',
    trigger: { kind: 'state', when: 'customer.pAliveMbg < 0.3 && customer.clvDecile >= 8' },
    limit: { most: 1, days: 180 },
  });
  const cause = { id: 'e-1', source: '/perennial/metrics', at: AT };
  const clock = { now: AT, maxReactionAgeMs: 7 * DAY_MS };
  const valued = (pAliveMbg: number, clvDecile: number, changes: Partial<CustomerFeatures> = {}) =>
    knows({ values: [{ currency: 'USD', pAliveMbg, clvDecile, wellFounded: true }], ...changes });
  const times = (features: CustomerFeatures, answered: number[] = [], before?: CustomerFeatures) =>
    triggeredByState(
      [winBack],
      cause,
      {
        ...{ customerId: 'c-7', features, before },
        answers: answered.map((days) => ({
          ...{ campaignId: 'win-back', at: AT - days * DAY_MS, offered: true, counts: true },
        })),
      },
      clock,
    ).length;

  it.each([
    ['holds', 0.29, 8, [], 1],
    ['does not hold at 0.3', 0.3, 8, [], 0],
    ['does not hold below the decile', 0.1, 7, [], 0],
    ['holds at probability 0', 0, 10, [], 1],
    ['leaves no trace in the cooldown', 0.1, 9, [179], 0],
    ['triggers again when it is over', 0.1, 9, [180], 1],
  ])('%s', (_title, pAlive, decile, answered, expected) => {
    expect(times(valued(pAlive, decile, { purchases: 4, boughtFresh: true }), answered)).toBe(expected);
  });

  it('of whom nothing is known does not hold', () => {
    expect(times(UNKNOWN_CUSTOMER)).toBe(0);
  });

  describe('of who is known from a backfill', () => {
    const backfilled = (pAlive: number, knownDays: number, purchases = 4) =>
      valued(pAlive, 9, { purchases, boughtFresh: false, knownSince: AT - knownDays * DAY_MS });

    it.each([
      ['does not trigger where nobody looked before', backfilled(0.1, 400), undefined, 0],
      ['does not trigger where it held before', backfilled(0.1, 400), valued(0.2, 9), 0],
      ['does not trigger where nothing was expected of them before', backfilled(0.1, 400), knows({}), 0],
      ['triggers when it is seen to begin', backfilled(0.1, 400), valued(0.4, 9), 1],
      ['triggers 7 days after they became known', backfilled(0.1, 7), valued(0.4, 9), 1],
      ['does not trigger 1 ms before that', backfilled(0.1, 7 - 1 / DAY_MS), valued(0.4, 9), 0],
    ])('%s', (_title, features, before, expected) => {
      expect(times(features, [], before)).toBe(expected);
    });
  });
});
