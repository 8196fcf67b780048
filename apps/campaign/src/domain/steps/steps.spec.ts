import { readdirSync } from 'node:fs';

import { budgetName, type BudgetUse } from '../budget.js';
import { aCampaign, aCandidate, asked, aSituation, AT, DAY_MS, knows, aMarket } from '../campaigns.fixture.js';
import type { PastAnswer } from '../situation.js';
import { budget } from './budget.step.js';
import { consent } from './consent.step.js';
import { frequencyCap } from './frequency-cap.step.js';
import { holdout } from './holdout.step.js';
import { steps } from './index.js';
import { marginGuard } from './margin-guard.step.js';
import { once } from './once.step.js';
import { recentEnough } from './recent-enough.step.js';
import { ring } from './ring.step.js';

const answer = (daysAgo: number, changes: Partial<PastAnswer> = {}): PastAnswer => ({
  ...{ campaignId: 'thanks', at: AT - daysAgo * DAY_MS, offered: true, counts: true },
  ...changes,
});

it('asks in the order of the design', () => {
  expect(steps.map(({ name }) => name)).toEqual([
    ...[
      'consent',
      'limit',
      'age',
      'ring',
      'access-window',
      'places',
      'holdout',
      'frequency-cap',
      'margin-guard',
      'budget',
    ],
  ]);
});

it('are all in the list', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.step.ts'));
  expect(files).toHaveLength(steps.length);
});

describe('consent', () => {
  const ask = (consents: Record<string, boolean> | undefined, needed?: string) =>
    consent.ask(
      asked({
        candidate: aCandidate({ campaign: aCampaign({ consent: needed }) }),
        situation: aSituation({ features: knows({ profile: { consents } }) }),
      }),
    ).reason;

  it.each([
    ['passes who was never asked', undefined, undefined, 'passed'],
    ['stops at a no to offers', { offers: false }, undefined, 'no-consent'],
    ['stops at a no to offers, whatever else was said', { offers: false, email: true }, 'email', 'no-consent'],
    ['passes a yes to what is needed', { email: true }, 'email', 'passed'],
    ['stops where nothing was said of what is needed', { sms: true }, 'email', 'no-consent'],
    ['stops at a no to what is needed', { email: false }, 'email', 'no-consent'],
  ])('%s', (_title, consents, needed, reason) => {
    expect(ask(consents, needed)).toBe(reason);
  });
});

describe('the limit of a campaign', () => {
  const ask = (limit: { most: number; days?: number } | undefined, answers: PastAnswer[], occasion?: string) =>
    once.ask(
      asked({
        candidate: aCandidate({ campaign: aCampaign({ limit }), ...(occasion !== undefined && { occasion }) }),
        situation: aSituation({ answers }),
      }),
    ).reason;

  it.each([
    ['none: answers as often as it is triggered', undefined, [answer(0), answer(1)], 'passed'],
    ['once for ever: not a second time', { most: 1 }, [answer(4_000)], 'once-per-customer'],
    ['another campaign does not count', { most: 1 }, [answer(1, { campaignId: 'other' })], 'passed'],
    ['who was held out was answered', { most: 1 }, [answer(1, { offered: false })], 'once-per-customer'],
    ['cooldown: not 1 ms before it is over', { most: 1, days: 90 }, [answer(90 - 1 / DAY_MS)], 'cooldown'],
    ['cooldown: again when it is exactly over', { most: 1, days: 90 }, [answer(90)], 'passed'],
    ['an answer to something later counts', { most: 1, days: 90 }, [answer(-3)], 'cooldown'],
    ['2 in 365 days: the second', { most: 2, days: 365 }, [answer(364)], 'passed'],
    ['2 in 365 days: not the third', { most: 2, days: 365 }, [answer(364), answer(1)], 'limit-reached'],
  ])('%s', (_title, limit, answers, reason) => {
    expect(ask(limit, answers)).toBe(reason);
  });

  it('answers each occasion once, whatever the limit', () => {
    expect(ask(undefined, [answer(2, { occasion: '2027' })], '2027')).toBe('once-per-occasion');
    expect(ask(undefined, [answer(365, { occasion: '2026' })], '2027')).toBe('passed');
  });

  it('is once for ever for a first purchase that says nothing else', () => {
    const campaign = aCampaign({ trigger: { kind: 'first-purchase' } });
    const situation = aSituation({ answers: [answer(400)] });
    expect(once.ask(asked({ candidate: aCandidate({ campaign }), situation })).reason).toBe('once-per-customer');
  });
});

describe('the age of what happened', () => {
  it.each([
    ['1 ms before it is 7 days old', 7 * DAY_MS - 1, 'passed'],
    ['at exactly 7 days', 7 * DAY_MS, 'too-old'],
    ['when it is older', 400 * DAY_MS, 'too-old'],
    ['24 hours ahead', -DAY_MS, 'passed'],
  ])('%s', (_title, age, reason) => {
    expect(recentEnough.ask(asked({ now: AT + age })).reason).toBe(reason);
  });

  it('does not count while the days of a date last', () => {
    const candidate = aCandidate({ until: AT + 15 * DAY_MS });
    const at = (now: number) => recentEnough.ask(asked({ candidate, now })).reason;
    expect([at(AT + 15 * DAY_MS - 1), at(AT + 15 * DAY_MS)]).toEqual(['passed', 'too-old']);
  });
});

describe('the ring', () => {
  it.each([
    [undefined, 'passed'],
    [[], 'passed'],
    [['shared-device'], 'referral-ring'],
  ])('with the signs %j: %s', (signs, reason) => {
    expect(ring.ask(asked({ candidate: aCandidate({ ...(signs && { ring: signs }) }) })).reason).toBe(reason);
  });
});

describe('the holdouts', () => {
  it.each([
    ['treatment', 'treatment', 'passed'],
    ['holdout', 'treatment', 'holdout'],
    ['treatment', 'holdout', 'control-group'],
  ] as const)('of a campaign: %s, of all: %s', (arm, controlArm, reason) => {
    expect(holdout.ask(asked({ arm, controlArm })).reason).toBe(reason);
  });
});

describe('the frequency cap', () => {
  const bounds = { perCustomer: { most: 3, days: 30 }, controlPercent: 0 };
  const ask = (answers: PastAnswer[], exempt = false) =>
    frequencyCap.ask(
      asked({
        bounds,
        candidate: aCandidate({ campaign: aCampaign({ exempt }) }),
        situation: aSituation({ answers }),
      }),
    );
  const three = [answer(1), answer(2, { campaignId: 'a' }), answer(29, { campaignId: 'b' })];

  it.each([
    ['passes the third', three.slice(1), 'passed'],
    ['stops the fourth, of whatever campaign', three, 'frequency-cap'],
    ['passes when the first of three was exactly 30 days ago', [...three.slice(1), answer(30)], 'passed'],
    ['does not count what is exempt', [...three.slice(1), answer(3, { counts: false })], 'passed'],
    ['does not count what was held out', [...three.slice(1), answer(3, { offered: false })], 'passed'],
  ])('%s', (_title, answers, reason) => {
    expect(ask(answers).reason).toBe(reason);
  });

  it('does not hold for what is exempt', () => {
    expect(ask(three, true).reason).toBe('passed');
  });

  it('says what it counted', () => {
    expect(ask(three)).toEqual({ stop: 'withheld', reason: 'frequency-cap', inputs: { offers: 3, most: 3, days: 30 } });
  });
});

describe('the margin guard', () => {
  const bounds = { marginPercent: 20, controlPercent: 0 };
  const value = (clvMinor: number, wellFounded = true) => ({ currency: 'USD', clvMinor, wellFounded });
  const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
  const ask = (changes: Parameters<typeof asked>[0]) =>
    marginGuard.ask(asked({ bounds, worth: usd(2_000), ...changes }));
  const of = (...values: ReturnType<typeof value>[]) => aSituation({ features: knows({ values }) });

  it.each([
    ['passes 20.00 of 100.00 expected', of(value(10_000)), 'passed'],
    ['stops 20.00 of 99.99 expected', of(value(9_999)), 'margin-guard'],
    ['adds what is open', { ...of(value(10_000)), open: [usd(1)] }, 'margin-guard'],
    [
      'does not add what is open in another currency',
      { ...of(value(10_000)), open: [{ amountMinor: 900, currency: 'EUR' }] },
      'passed',
    ],
    [
      'passes a customer who is expected nothing by a model with too little behind it',
      of(value(0, false)),
      'no-projection',
    ],
    ['passes where nobody knows anything', of(), 'no-projection'],
  ])('%s', (_title, situation, reason) => {
    expect(ask({ situation }).reason).toBe(reason);
  });

  it.each([
    [10_000, 'passed'],
    [9_999, 'margin-guard'],
  ])('holds a customer without a projection to a new customer who is expected to bring %d', (expected, reason) => {
    expect(ask({ market: aMarket({ newCustomers: new Map([['USD', expected]]) }) })).toMatchObject({
      reason,
      inputs: { expectedMinor: expected, expectedOf: 'a new customer', openMinor: 0, worthMinor: 2_000 },
    });
  });

  it('passes what is exempt, and what nobody knows the worth of', () => {
    const candidate = aCandidate({ campaign: aCampaign({ exempt: true }) });
    expect(ask({ candidate, situation: of(value(0)) }).reason).toBe('passed');
    expect(ask({ worth: undefined, situation: of(value(0)) }).reason).toBe('worth-unknown');
  });
});

describe('the budget', () => {
  const use = (unit: string, reserved: number, spent = 0): [string, BudgetUse] => {
    const key = { campaignId: 'thanks', period: '2027-03', unit };
    return [budgetName(key), { ...key, reserved, spent }];
  };
  const ask = (budgetPerMonth: object, ...uses: [string, BudgetUse][]) =>
    budget.ask(
      asked({
        candidate: aCandidate({ campaign: aCampaign({ budgetPerMonth }) }),
        worth: { amountMinor: 500, currency: 'USD' },
        budgets: new Map(uses),
      }),
    ).reason;

  it.each([
    ['passes the last offer', { offers: 20 }, [use('offers', 19)], 'passed'],
    ['stops the one after it', { offers: 20 }, [use('offers', 20)], 'budget'],
    ['passes what fits to the cent', { money: { USD: 1_000 } }, [use('USD', 300, 200)], 'passed'],
    ['stops a cent more', { money: { USD: 1_000 } }, [use('USD', 300, 201)], 'budget'],
    ['has nothing in a currency that it does not name', { money: { EUR: 1_000 } }, [], 'budget'],
    ['asks both', { offers: 1, money: { USD: 499 } }, [], 'budget'],
  ])('%s', (_title, limits, uses, reason) => {
    expect(ask(limits, ...uses)).toBe(reason);
  });

  it.each([
    ['passes the last ones', 450, undefined],
    ['stops one point more', 451, 'withheld'],
  ])('of points %s', (_title, given, stop) => {
    const campaign = aCampaign({ offer: { kind: 'points', points: 50 }, budgetPerMonth: { points: 500 } });
    const candidate = aCandidate({ campaign });
    expect(budget.ask(asked({ candidate, budgets: new Map([use('points', given)]) })).stop).toBe(stop);
  });

  it('of each location is asked where it happened, and nowhere else', () => {
    const campaign = aCampaign({ budgets: [{ period: 'week', per: 'location', offers: 5 }] });
    const key = { campaignId: 'thanks', period: '2027-W11 at store-7', unit: 'offers' };
    const budgets = new Map([[budgetName(key), { ...key, reserved: 5, spent: 0 }]]);
    const at = (location: string | undefined) =>
      budget.ask(asked({ candidate: aCandidate({ campaign, ...(location && { location }) }), budgets }));
    expect(at('store-7')).toMatchObject({
      stop: 'withheld',
      inputs: { period: '2027-W11 at store-7', unit: 'offers', limit: 5, used: 5, wanted: 1 },
    });
    expect(at('store-8').stop).toBeUndefined();
    expect(at(undefined)).toMatchObject({ stop: 'withheld', inputs: { location: 'unknown' } });
  });

  it('of money gives nothing for what nobody knows the worth of; of offers it does', () => {
    const of = (budgetPerMonth: object) =>
      budget.ask(asked({ candidate: aCandidate({ campaign: aCampaign({ budgetPerMonth }) }) }));
    expect(of({ money: { USD: 1_000 } })).toMatchObject({ stop: 'withheld', inputs: { worth: 'unknown' } });
    expect(of({ offers: 1 }).stop).toBeUndefined();
  });
});
