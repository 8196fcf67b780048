import { adjusts, iso, member as memberOf, redeems, reversesRedemption, transfers, type Fact } from './asking.js';
import type { Decision } from './history.js';
import { buys, delivers, instant, reverses, sendsBack, spendsAt, type When } from './shop.js';

const member = (facts: readonly Fact[], asOf: When, who?: string) => memberOf('travel-club', facts, asOf, who);
const fuel = (externalId: string, when: When, points: number, who = 'ann') =>
  spendsAt('fuel', who, externalId, when, 200 * points);

describe('earning at partners', () => {
  it.each([
    ['fuel', 199, 0],
    ['fuel', 200, 1],
    ['grocer', 399, 1],
    ['telco', 499, 0],
    ['telco', 500, 1],
  ])('%s pays for %i pence %i points', (partnerId, minor, points) => {
    expect(
      member([spendsAt(partnerId, 'ann', 'x', '2027-01-05T10:00:00Z', minor)], '2027-01-06T00:00:00Z').pending,
    ).toBe(points);
    const bought = buys('ann', 'o', '2027-01-05T10:00:00Z', minor, { partnerId, currency: 'GBP' });
    expect(member([bought], '2027-01-06T00:00:00Z').pending).toBe(points);
  });

  it('pays nothing without a partner, and nothing in another currency', () => {
    expect(
      member([buys('ann', 'o', '2027-01-05T10:00:00Z', 1000, { currency: 'GBP' })], '2027-01-06T00:00:00Z').earned,
    ).toBe(0);
    const euros = buys('ann', 'o', '2027-01-05T10:00:00Z', 1000, { currency: 'EUR', partnerId: 'fuel' });
    expect(member([euros], '2027-01-06T00:00:00Z').earned).toBe(0);
  });

  it('takes back by what is left after all reversals: 5.00 GBP less 1.01 are 1 point', () => {
    const facts = [
      spendsAt('fuel', 'ann', 'x', '2027-01-05T10:00:00Z', 500),
      reverses('fuel', 'ann', 'x', 'u', '2027-01-06T10:00:00Z', 101),
    ];
    expect(member(facts, '2027-01-06T10:00:00Z')).toMatchObject({ pending: 1, earned: 2, clawedBack: 1 });
  });
});

describe('pending points', () => {
  it.each([
    ['on an ordinary day', '2027-01-05T10:00:00Z', '2027-01-19T10:00:00.000Z'],
    ['over the change to summer time', '2027-03-20T10:00:00Z', '2027-04-03T09:00:00.000Z'],
    ['in the hour that does not exist, as much later', '2027-03-14T01:30:00Z', '2027-03-28T01:30:00.000Z'],
    ['in the hour that comes twice, the first time', '2027-10-17T00:30:00Z', '2027-10-31T00:30:00.000Z'],
    ['after that hour', '2027-10-17T01:00:00Z', '2027-10-31T02:00:00.000Z'],
  ])('become available 14 days later at the same wall time %s', (_title, earned, available) => {
    const facts = [fuel('x', earned, 10)];
    expect(iso(member(facts, earned).lots[0]?.availableAt)).toBe(available);
    expect(member(facts, instant(available) - 1)).toMatchObject({ available: 0, pending: 10 });
    expect(member(facts, available)).toMatchObject({ available: 10, pending: 0 });
  });

  it('cannot be spent, repay no debt yet, and are touched by their own return alone', () => {
    const facts = [
      adjusts(-4, '2027-01-05T09:00:00Z'),
      fuel('x', '2027-01-05T10:00:00Z', 10),
      buys('ann', 'o', '2027-01-05T11:00:00Z', 1000, { currency: 'GBP', partnerId: 'fuel' }),
      sendsBack('o', 'r', '2027-01-06T11:00:00Z', 1000, { currency: 'GBP' }),
    ];
    expect(member(facts, '2027-01-07T00:00:00Z')).toMatchObject({ available: 0, pending: 10, debt: 4, clawedBack: 5 });
    expect(member(facts, '2027-01-19T10:00:00Z')).toMatchObject({ available: 6, pending: 0, debt: 0 });
  });
});

describe('pending points of an order that is delivered', () => {
  const order = buys('ann', 'o', '2027-01-05T10:00:00Z', 2_000, { currency: 'GBP', partnerId: 'fuel' });
  const [early, late] = [delivers('o', '2027-01-08T15:00:00Z', 'ann', 'd-1'), delivers('o', '2027-01-09T15:00:00Z')];

  it.each([
    ['soon', ['2027-01-08T15:00:00Z'], '2027-01-08T15:00:00.000Z'],
    ['twice', ['2027-01-09T15:00:00Z', '2027-01-08T15:00:00Z'], '2027-01-08T15:00:00.000Z'],
    ['1 ms before their date', ['2027-01-19T09:59:59.999Z'], '2027-01-19T09:59:59.999Z'],
    ['on their date', ['2027-01-19T10:00:00Z'], '2027-01-19T10:00:00.000Z'],
    ['after their date', ['2027-01-20T10:00:00Z'], '2027-01-19T10:00:00.000Z'],
    ['before the purchase', ['2027-01-04T10:00:00Z'], '2027-01-05T10:00:00.000Z'],
  ])('%s become available then, or on their date or with the purchase', (_title, delivered, available) => {
    const facts = [order, ...delivered.map((when, index) => delivers('o', when, undefined, `d-${index}`))];
    const { lots } = memberOf('travel-club-on-delivery', facts, '2027-02-01T00:00:00Z');
    expect(lots.map((lot) => [lot.points, iso(lot.availableAt), iso(lot.expiresAt)])).toEqual([
      [10, available, '2029-01-06T00:00:00.000Z'],
    ]);
  });

  it('repay debt with the first delivery; in a programme that does not go by deliveries they wait', () => {
    const facts = [adjusts(-4, '2027-01-05T09:00:00Z'), order, late, early];
    const at = '2027-01-08T15:00:00Z';
    expect(memberOf('travel-club-on-delivery', facts, at)).toMatchObject({ available: 6, pending: 0, debt: 0 });
    expect(member(facts, at)).toMatchObject({ available: 0, pending: 10, debt: 4 });
  });
});

describe('expiry by inactivity', () => {
  it.each([
    ['2027-01-05T10:00:00Z', '2029-01-06T00:00:00.000Z'],
    ['2027-05-31T22:59:59.999Z', '2029-05-31T23:00:00.000Z'],
    ['2027-05-31T23:00:00Z', '2029-06-01T23:00:00.000Z'],
    ['2028-02-29T12:00:00Z', '2030-03-01T00:00:00.000Z'],
  ])('an activity at %s lasts until %s', (earned, gone) => {
    const facts = [fuel('x', earned, 10)];
    expect(iso(member(facts, earned).lots[0]?.expiresAt)).toBe(gone);
    expect(member(facts, instant(gone) - 1).available).toBe(10);
    expect(member(facts, gone)).toMatchObject({ available: 0, expired: 10 });
  });

  it('is put off by earning 1 point or redeeming, for all lots, and by nothing else', () => {
    const first = fuel('x', '2027-01-05T10:00:00Z', 10);
    const expiry = (...facts: Fact[]) =>
      iso(member([first, ...facts], '2028-07-01T00:00:00Z').lots[0]?.expiresAt)?.slice(0, 10);
    expect(expiry(fuel('y', '2028-06-05T10:00:00Z', 1))).toBe('2030-06-05');
    expect(expiry(spendsAt('fuel', 'ann', 'y', '2028-06-05T10:00:00Z', 199))).toBe('2029-01-06');
    expect(expiry(redeems(1, '2028-06-05T10:00:00Z'))).toBe('2030-06-05');
    expect(expiry(reverses('fuel', 'ann', 'x', 'u', '2028-06-05T10:00:00Z', 200))).toBe('2029-01-06');
    expect(expiry(adjusts(-1, '2028-06-05T10:00:00Z'))).toBe('2029-01-06');
  });

  it('stays with a lot that was transferred, so that a lot earned later can be drawn before', () => {
    const facts = [
      fuel('b', '2027-01-05T10:00:00Z', 10, 'bob'),
      fuel('c', '2027-06-01T10:00:00Z', 1, 'bob'),
      fuel('a', '2027-03-05T10:00:00Z', 10),
      transfers('bob', 'ann', 10, '2027-06-02T10:00:00Z'),
      redeems(10, '2027-06-03T10:00:00Z'),
    ];
    expect(member(facts, '2027-06-04T00:00:00Z').lots.map(({ availableAt }) => iso(availableAt))).toEqual([
      '2027-01-19T10:00:00.000Z',
    ]);
  });

  it('is not undone by an activity after it, for points that are given back', () => {
    const facts = [
      fuel('x', '2027-01-05T10:00:00Z', 10),
      redeems(10, '2027-02-01T10:00:00Z'),
      fuel('y', '2029-03-01T10:00:00Z', 1),
      reversesRedemption('redemption', '2029-03-02T10:00:00Z'),
    ];
    expect(member(facts, '2029-04-01T00:00:00Z')).toMatchObject({ available: 1, redeemed: 10, reinstated: 0 });
  });

  it('brings nothing back that had expired', () => {
    const facts = [fuel('x', '2027-01-05T10:00:00Z', 10), fuel('y', '2029-01-06T00:00:00Z', 1)];
    expect(member(facts, '2029-02-01T00:00:00Z')).toMatchObject({ available: 1, expired: 10 });
  });
});

describe('a household', () => {
  const home: Decision = {
    kind: 'household',
    id: 'home',
    at: instant('2027-01-01T00:00:00Z'),
    members: ['ann', 'cat', 'bob'],
  };
  const facts: Fact[] = [
    home,
    fuel('a', '2027-01-07T10:00:00Z', 10),
    fuel('b', '2027-01-06T10:00:00Z', 10, 'bob'),
    fuel('c', '2027-01-06T12:00:00Z', 10, 'cat'),
  ];

  it('draws the own lots, then those of others by soonest expiry, then customer id; each draw is a transfer', () => {
    const drawn = [...facts, redeems(25, '2027-02-01T10:00:00Z')];
    const at = '2027-02-02T00:00:00Z';
    expect(member(drawn, at)).toMatchObject({ available: 0, redeemed: 25, transfers: 15, debt: 0 });
    expect(member(drawn, at, 'bob')).toMatchObject({ available: 0, redeemed: 0, transfers: -10 });
    expect(member(drawn, at, 'cat')).toMatchObject({ available: 5, redeemed: 0, transfers: -5 });
  });

  it('gives back to those it was drawn from, the last drawn first', () => {
    const drawn = [
      ...facts,
      redeems(25, '2027-02-01T10:00:00Z'),
      reversesRedemption('redemption', '2027-02-02T10:00:00Z'),
    ];
    const at = '2027-02-03T00:00:00Z';
    expect(member(drawn, at)).toMatchObject({ available: 10, redeemed: 25, reinstated: 25, transfers: 0 });
    expect(member(drawn, at, 'bob')).toMatchObject({ available: 10, transfers: 0 });
  });

  it('is no household before it was formed', () => {
    const drawn = [
      { ...home, at: instant('2027-02-01T10:00:00.001Z') },
      ...facts.slice(1),
      redeems(25, '2027-02-01T10:00:00Z'),
    ];
    expect(member(drawn, '2027-02-02T00:00:00Z')).toMatchObject({ debt: 15, transfers: 0 });
  });
});
