import { purchaseCompleted, type Envelope } from '@perennial/contracts';
import type { Programme } from '@perennial/programme';
import { anEvent } from '@perennial/testing';
import fc from 'fast-check';

import { armOf } from './holdout.js';
import { respond } from './respond.js';

const AT = Date.parse('2026-01-05T10:00:00Z');
const DAY_MS = 86_400_000;
const programme = (holdoutPercent: number): Pick<Programme, 'campaigns' | 'maxReactionAgeDays'> => ({
  maxReactionAgeDays: 7,
  campaigns: [
    {
      id: 'next-purchase',
      trigger: { kind: 'first-purchase' },
      offer: { kind: 'discount', percent: 20, validDays: 60 },
      holdoutPercent,
    },
  ],
});
const purchase = (time = '2026-01-05T10:00:00Z'): Envelope => anEvent(purchaseCompleted, { time });
const newcomer = { customerId: 'c-7', countedBefore: 0, answeredCampaigns: new Set<string>() };

describe('respond', () => {
  it('offers for a first purchase', () => {
    expect(respond(programme(0), newcomer, [purchase()], AT)).toMatchObject([
      { customerId: 'c-7', arm: 'treatment', outcome: 'offered', reason: 'passed' },
    ]);
  });

  it('answers only the first in order of things of several at once', () => {
    const [first, second] = [purchase(), purchase('2026-01-05T10:00:01Z')];
    const decisions = respond(programme(0), newcomer, [first, second], AT);
    expect(decisions.map(({ cause }) => cause)).toEqual([first]);
  });

  it('is not triggered by a further purchase, also when the first known one got no offer', () => {
    expect(respond(programme(0), { ...newcomer, countedBefore: 1 }, [purchase()], AT)).toEqual([]);
  });

  it('lets an old first purchase take the place of a fresh one behind it', () => {
    const [old, fresh] = [purchase('2025-06-01T10:00:00Z'), purchase()];
    expect(respond(programme(0), newcomer, [old, fresh], AT)).toMatchObject([
      { cause: old, outcome: 'skipped', reason: 'too-old' },
    ]);
  });

  it.each([
    ['offers 1 ms before it is 7 days old', 7 * DAY_MS - 1, 'passed'],
    ['does not offer when it is exactly 7 days old', 7 * DAY_MS, 'too-old'],
    ['does not offer when it is older', 400 * DAY_MS, 'too-old'],
    ['offers for one that is 24 hours ahead', -DAY_MS, 'passed'],
  ])('%s', (_title, ageMs, reason) => {
    expect(respond(programme(0), newcomer, [purchase()], AT + ageMs)).toMatchObject([{ reason }]);
  });

  it('never answers a customer a second time', () => {
    const answered = { ...newcomer, answeredCampaigns: new Set(['next-purchase']) };
    expect(respond(programme(0), answered, [purchase()], AT)).toMatchObject([
      { outcome: 'skipped', reason: 'once-per-customer' },
    ]);
  });

  it('withholds from the holdout', () => {
    expect(respond(programme(100), newcomer, [purchase()], AT)).toMatchObject([
      { arm: 'holdout', outcome: 'withheld', reason: 'holdout' },
    ]);
  });

  it('tells the group also of those it skips, and skips the holdout for age like everybody', () => {
    expect(respond(programme(100), newcomer, [purchase()], AT + 7 * DAY_MS)).toMatchObject([
      { arm: 'holdout', outcome: 'skipped', reason: 'too-old' },
    ]);
  });

  it('gives the same customer, campaign and cause the same id, and any other another', () => {
    const idOf = (customerId: string, event: Envelope) =>
      respond(programme(10), { ...newcomer, customerId }, [event], AT)[0]?.decisionId;
    const event = purchase();
    expect(idOf('c-7', event)).toBe(idOf('c-7', { ...event, time: '2026-01-05T11:00:00+01:00' }));
    expect(idOf('c-7', event)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const others = [idOf('c-8', event), idOf('c-7', { ...event, id: 'x' }), idOf('c-7', { ...event, source: '/x' })];
    expect(new Set([idOf('c-7', event), ...others]).size).toBe(4);
  });

  it('offers exactly when the first counted purchase is fresh and the customer is in the treatment group', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.nat({ max: 2 }),
        fc.boolean(),
        fc.array(fc.integer({ min: -DAY_MS, max: 14 * DAY_MS }), { minLength: 1, maxLength: 4 }),
        (customerId, countedBefore, answered, ages) => {
          const agesInOrder = ages.toSorted((a, b) => b - a);
          const purchases = agesInOrder.map((age) => purchase(new Date(AT - age).toISOString()));
          const answeredCampaigns = new Set(answered ? ['next-purchase'] : []);
          const decisions = respond(programme(10), { customerId, countedBefore, answeredCampaigns }, purchases, AT);
          const fresh = (agesInOrder[0] ?? 0) < 7 * DAY_MS;
          const eligible = countedBefore === 0 && !answered && fresh;
          const treated = armOf(customerId, 'next-purchase', 10) === 'treatment';
          expect(decisions.filter(({ outcome }) => outcome === 'offered')).toHaveLength(eligible && treated ? 1 : 0);
          expect(decisions.filter(({ outcome }) => outcome === 'withheld')).toHaveLength(eligible && !treated ? 1 : 0);
          expect(decisions).toHaveLength(countedBefore === 0 ? 1 : 0);
        },
      ),
    );
  });
});
