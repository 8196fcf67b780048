import fc from 'fast-check';

import { budgetName } from './budget.js';
import { aCampaign, aCandidate, aMarket, aSituation, AT, DAY_MS, NO_BOUNDS } from './campaigns.fixture.js';
import type { Candidate } from './candidate.js';
import { decideInTurn, type Around } from './decide-in-turn.js';
import { armOf } from './holdout.js';

const around = (changes: Partial<Around> = {}): Around => ({
  situations: new Map(),
  market: aMarket(),
  budgets: new Map(),
  policies: new Map(),
  bounds: NO_BOUNDS,
  windows: new Map(),
  placesLeft: new Map(),
  now: AT,
  maxReactionAgeMs: 7 * DAY_MS,
  day: '2027-03-15',
  ...changes,
});
const caused = (id: string, at = AT, changes: Partial<Candidate> = {}) =>
  aCandidate({ cause: { id, source: '/shop', at }, ...changes });

describe('deciding about several candidates', () => {
  it('asks in the order of things, and each sees what the ones before it came to', () => {
    const campaign = aCampaign({ limit: { most: 1 } });
    const { decisions } = decideInTurn(
      [caused('late', AT, { campaign }), caused('early', AT - 1, { campaign })],
      around(),
    );
    expect(decisions.map(({ cause, reason }) => [cause.id, reason])).toEqual([
      ['early', 'passed'],
      ['late', 'once-per-customer'],
    ]);
  });

  it('counts offers of all campaigns for the cap', () => {
    const candidates = ['a', 'b', 'c', 'd'].map((id, index) => caused(id, AT + index, { campaign: aCampaign({ id }) }));
    const bounds = { perCustomer: { most: 3, days: 30 }, controlPercent: 0 };
    const { decisions } = decideInTurn(candidates, around({ bounds }));
    expect(decisions.map(({ outcome }) => outcome)).toEqual(['offered', 'offered', 'offered', 'withheld']);
    expect(decisions[3]).toMatchObject({ arm: 'treatment', reason: 'frequency-cap' });
  });

  it('adds the worth of offers made for the margin', () => {
    const situation = aSituation({ meanOrders: new Map([['USD', 10_000]]) });
    const market = aMarket({ newCustomers: new Map([['USD', 20_000]]) });
    const bounds = { marginPercent: 20, controlPercent: 0 };
    const { decisions } = decideInTurn(
      [caused('one'), caused('two'), caused('three')],
      around({ situations: new Map([['c-7', situation]]), market, bounds }),
    );
    expect(decisions.map(({ reason }) => reason)).toEqual(['passed', 'passed', 'margin-guard']);
  });

  it('does not add the worth of points: they are given when they are made', () => {
    const situation = aSituation({ meanOrders: new Map([['USD', 10_000]]) });
    const market = aMarket({ newCustomers: new Map([['USD', 12_500]]) });
    const points = aCampaign({ id: 'thanks', offer: { kind: 'points', points: 100 } });
    const { decisions } = decideInTurn(
      [caused('one', AT - 1, { campaign: points }), caused('two')],
      around({
        situations: new Map([['c-7', situation]]),
        market,
        bounds: { marginPercent: 20, controlPercent: 0, per100Points: { USD: 1_000 } },
      }),
    );
    expect(decisions.map(({ outcome, worth }) => [outcome, worth?.amountMinor])).toEqual([
      ['offered', 1_000],
      ['offered', 2_000],
    ]);
  });

  it('does not take what was withheld by a budget for an answer', () => {
    const campaign = aCampaign({ limit: { most: 1 }, budgetPerMonth: { money: { EUR: 1 } } });
    const situations = new Map([['c-7', aSituation({ meanOrders: new Map([['USD', 10_000]]) })]]);
    const { decisions } = decideInTurn(
      [caused('one', AT, { campaign }), caused('two', AT, { campaign })],
      around({ situations }),
    );
    expect(decisions.map(({ reason }) => reason)).toEqual(['budget', 'budget']);
  });

  it('records every question up to the one that stopped it, with its numbers', () => {
    const campaign = aCampaign({ holdoutPercent: 100 });
    const [decision] = decideInTurn([caused('one', AT, { campaign })], around()).decisions;
    expect(decision).toMatchObject({ arm: 'holdout', outcome: 'withheld', reason: 'holdout' });
    expect(decision?.steps).toEqual([
      { step: 'consent', reason: 'passed' },
      { step: 'limit', reason: 'passed' },
      { step: 'age', reason: 'passed' },
      { step: 'ring', reason: 'passed' },
      { step: 'access-window', reason: 'passed' },
      { step: 'places', reason: 'passed' },
      { step: 'holdout', reason: 'holdout' },
    ]);
  });

  it('gives the same customer, campaign and cause the same id, and any other another', () => {
    const idOf = (candidate: Candidate) => decideInTurn([candidate], around()).decisions[0]?.decisionId;
    const same = idOf(caused('one'));
    expect(idOf(caused('one', AT + 1))).toBe(same);
    const others = [
      caused('two'),
      caused('one', AT, { customerId: 'c-8' }),
      caused('one', AT, { campaign: aCampaign({ id: 'x' }) }),
    ];
    expect(new Set([same, ...others.map(idOf)]).size).toBe(4);
    expect(same).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('has a control group of all measured campaigns, the same in each, and none in the others', () => {
    const bounds = { controlPercent: 30 };
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (customerId) => {
        const reasonOf = (id: string, holdoutPercent: number) =>
          decideInTurn(
            [caused('one', AT, { customerId, campaign: aCampaign({ id, holdoutPercent }) })],
            around({ bounds }),
          ).decisions[0]?.reason;
        const inControl = armOf(customerId, '*', 30) === 'holdout';
        expect(reasonOf('a', 0.0001) === 'control-group').toBe(inControl);
        expect(reasonOf('b', 0.0001) === 'control-group').toBe(inControl);
        expect(reasonOf('c', 0)).toBe('passed');
      }),
    );
  });

  it('never exceeds a budget by one unit, and refuses nothing that would have fitted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ customer: fc.nat({ max: 5 }), mean: fc.nat({ max: 5_000 }) }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 5_000 }),
        (wishes, offers, usd) => {
          const campaign = aCampaign({ budgetPerMonth: { offers, money: { USD: usd } } });
          const candidates = wishes.map((_, index) =>
            caused(`e-${index}`, AT + index, { campaign, customerId: `c-${index}` }),
          );
          const situations = new Map(
            wishes.map(({ mean }, index) => [`c-${index}`, aSituation({ meanOrders: new Map([['USD', mean]]) })]),
          );
          const { decisions, budgets } = decideInTurn(candidates, around({ situations }));
          const offered = decisions.filter(({ outcome }) => outcome === 'offered');
          const spent = offered.reduce((sum, { worth }) => sum + (worth?.amountMinor ?? 0), 0);
          expect(offered.length).toBeLessThanOrEqual(offers);
          expect(spent).toBeLessThanOrEqual(usd);
          const usedOf = (unit: string) =>
            budgets.get(budgetName({ campaignId: 'thanks', period: '2027-03', unit }))?.reserved;
          if (offered.length > 0) expect([usedOf('offers'), usedOf('USD')]).toEqual([offered.length, spent]);
          let [count, money] = [0, 0];
          for (const { outcome, worth } of decisions) {
            const amount = worth?.amountMinor ?? 0;
            const fits = amount > 0 && count < offers && money + amount <= usd;
            expect(outcome).toBe(fits ? 'offered' : 'withheld');
            if (fits) [count, money] = [count + 1, money + amount];
          }
        },
      ),
    );
  });
});
