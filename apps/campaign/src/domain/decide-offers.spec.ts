import type { Campaign } from '@perennial/programme';
import fc from 'fast-check';

import { aCampaign, aCandidate, aMarket, aSituation, AT, DAY_MS, knows } from './campaigns.fixture.js';
import { decideInTurn, type Around } from './decide-in-turn.js';
import type { Decision } from './decision.js';

const offers: NonNullable<Campaign['offers']> = [
  { id: 'ten', kind: 'discount', percent: 10, validDays: 30, on: 'everything', gain: 1 },
  { id: 'dollars', kind: 'amount', amountMinor: 2_500, currency: 'USD', validDays: 30, gain: 1 },
];
const choosing = (changes: Partial<Campaign> = {}): Campaign => aCampaign({ offer: undefined, offers, ...changes });

/** Orders of 100.00 USD on average, and 200.00 USD expected of a new customer. */
const around = (changes: Partial<Around> = {}): Around => ({
  situations: new Map([['c-7', aSituation({ meanOrders: new Map([['USD', 10_000]]) })]]),
  market: aMarket({
    ...{ meanOrders: new Map([['USD', 10_000]]), mainCurrency: 'USD', newCustomers: new Map([['USD', 20_000]]) },
  }),
  ...{ budgets: new Map(), policies: new Map(), day: '2027-03-15', now: AT, maxReactionAgeMs: 7 * DAY_MS },
  bounds: { controlPercent: 0 },
  windows: new Map(),
  placesLeft: new Map(),
  ...changes,
});
const decided = (campaign: Campaign, changes: Partial<Around> = {}): Decision | undefined =>
  decideInTurn([aCandidate({ campaign })], around(changes)).decisions[0];
const eligibleIn = (decision: Decision | undefined) => decision?.choice?.eligible.map(({ option }) => option);

describe('a campaign with several offers', () => {
  it('makes one of them, with how it was chosen and what it is worth', () => {
    const decision = decided(choosing());
    const made = offers.find(({ id }) => id === decision?.choice?.chosen);
    expect(decision).toMatchObject({
      ...{ outcome: 'offered', reason: 'passed', offer: made },
      worth: { amountMinor: made?.id === 'ten' ? 1_000 : 2_500, currency: 'USD' },
      choice: { policyVersion: 0 },
    });
    expect(eligibleIn(decision)).toEqual(['dollars', 'ten']);
  });

  it('keeps a hash of what was known of the customer, the same for the same, in whatever order it was told', () => {
    const hashOf = (country: string, attributes: Record<string, unknown>) => {
      const situation = aSituation({ features: knows({ profile: { country, attributes } }) });
      return decided(choosing(), { situations: new Map([['c-7', situation]]) })?.choice?.contextHash;
    };
    const hash = hashOf('GB', { a: 1, b: 2 });
    expect(hash).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(hashOf('GB', { b: 2, a: 1 })).toBe(hash);
    expect(new Set([hash, hashOf('FR', { a: 1, b: 2 }), hashOf('GB', { a: 1 })]).size).toBe(3);
  });

  it('asks margin guard and budget about each, and chooses among those that pass', () => {
    const bounds = { controlPercent: 0, marginPercent: 10 };
    const decision = decided(choosing(), { bounds });
    expect(eligibleIn(decision)).toEqual(['ten']);
    expect(decision).toMatchObject({ offer: { id: 'ten' }, choice: { chosen: 'ten', propensity: 1 } });
    expect(decision?.steps.slice(7).map(({ step, option, reason }) => [step, option, reason])).toEqual([
      ['frequency-cap', undefined, 'passed'],
      ['margin-guard', 'ten', 'passed'],
      ['margin-guard', 'dollars', 'margin-guard'],
      ['budget', 'ten', 'passed'],
    ]);
  });

  it.each([
    ['no margin is left for any', { controlPercent: 0, marginPercent: 1 }, 5_000, 'margin-guard'],
    ['no budget is left for any of those that pass the guard', { controlPercent: 0, marginPercent: 10 }, 999, 'budget'],
  ])('is withheld where %s', (_title, bounds, usd, reason) => {
    const campaign = choosing({ budgetPerMonth: { money: { USD: usd } } });
    const decision = decided(campaign, { bounds });
    expect(decision).toMatchObject({ arm: 'treatment', outcome: 'withheld', reason });
    expect(decision).not.toHaveProperty('choice');
    expect(decision).not.toHaveProperty('offer');
  });

  it('chooses nothing for the holdout', () => {
    expect(decided(choosing({ holdoutPercent: 100 }))).not.toHaveProperty('choice');
  });

  it('takes what the chosen one takes of the budgets, and never more than there is', () => {
    const campaign = choosing({ budgetPerMonth: { money: { USD: 10_000 } } });
    const candidates = Array.from({ length: 40 }, (_, index) =>
      aCandidate({ campaign, customerId: `c-${index}`, cause: { id: `e-${index}`, source: '/shop', at: AT + index } }),
    );
    const { decisions, budgets } = decideInTurn(candidates, around());
    const spent = decisions.reduce((sum, { worth }) => sum + (worth?.amountMinor ?? 0), 0);
    expect([...budgets.values()]).toMatchObject([{ unit: 'USD', reserved: spent }]);
    expect(spent).toBeGreaterThan(9_000);
    expect(spent).toBeLessThanOrEqual(10_000);
    expect(new Set(decisions.map(({ choice }) => choice?.chosen))).toEqual(new Set(['ten', 'dollars', undefined]));
  });

  it('chooses the same for a customer and a cause, whoever else is decided about and in which order', () => {
    const campaign = choosing();
    const candidates = Array.from({ length: 12 }, (_, index) =>
      aCandidate({ campaign, customerId: `c-${index}`, cause: { id: `e-${index}`, source: '/shop', at: AT } }),
    );
    const choicesOf = (some: typeof candidates) =>
      new Map(decideInTurn(some, around()).decisions.map(({ customerId, choice }) => [customerId, choice]));
    const all = choicesOf(candidates);
    expect(new Set([...all.values()].map((choice) => choice?.chosen)).size).toBe(2);
    fc.assert(
      fc.property(fc.shuffledSubarray(candidates, { minLength: 1 }), (some) => {
        for (const [customerId, choice] of choicesOf(some)) expect(choice).toEqual(all.get(customerId));
      }),
    );
  });
});
