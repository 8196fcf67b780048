import { iso, member as memberAt, redeems, type Fact } from './asking.js';
import { expectedOf } from './oracle.js';
import { buys, cancels, instant, sendsBack, type When } from './shop.js';

const LATER = '2027-06-30T00:00:00Z';

const member = (facts: readonly Fact[], asOf: When = LATER, who = 'ann') => memberAt('jeweller', facts, asOf, who);

describe('purchases', () => {
  it.each([
    ['99.99 USD are 9 points', 9999, {}, 9],
    ['100.00 USD are 10 points', 10000, {}, 10],
    ['9.99 USD are 0 points', 999, {}, 0],
    ['90.00 EUR are 10 points', 9000, { currency: 'EUR' }, 10],
    ['80.00 GBP are 10 points', 8000, { currency: 'GBP' }, 10],
    ['14999 JPY are 9 points', 14999, { currency: 'JPY' }, 9],
    ['a currency without a rate earns nothing', 100_000, { currency: 'CHF' }, 0],
    ['included tax earns nothing', 11000, { taxMinor: 1001, taxIncluded: true }, 9],
    ['tax on top is not in the total', 11000, { taxMinor: 1001 }, 11],
    ['what is paid with points earns nothing', 11000, { pointsTenderMinor: 1001 }, 9],
    [
      'a gift card earns nothing, at its discounted price',
      15001,
      { lines: [{ lineId: '1', sku: 'card', quantity: 2, unitPriceMinor: 3000, discountMinor: 999, giftCard: true }] },
      10,
    ],
    [
      'a gift card worth more than the total leaves 0 points, not fewer',
      1000,
      { lines: [{ lineId: '1', sku: 'card', quantity: 1, unitPriceMinor: 3000, giftCard: true }] },
      0,
    ],
  ])('%s', (_title, totalMinor, more, points) => {
    expect(member([buys('ann', 'o', '2027-01-05T10:00:00Z', totalMinor, more)]).earned).toBe(points);
  });

  it('takes the highest revision, at the place of the earliest', () => {
    const amended = member([
      buys('ann', 'o', '2027-02-01T10:00:00Z', 20000, { revision: 0 }),
      buys('ann', 'o', '2027-01-31T10:00:00Z', 30000, { revision: 2 }),
      buys('ann', 'o', '2027-03-01T10:00:00Z', 50000, { revision: 1 }),
    ]);
    expect(amended).toMatchObject({ earned: 30, clawedBack: 0 });
    expect(iso(amended.lots[0]?.availableAt)).toBe('2027-01-31T10:00:00.000Z');
  });

  it('gives nothing for a cancelled order, as if it had never been, whatever is sent back', () => {
    const facts = [
      buys('ann', 'o', '2027-01-05T10:00:00Z', 10000),
      sendsBack('o', 'r', '2027-01-06T10:00:00Z', 5000),
      cancels('o', '2027-01-07T10:00:00Z'),
    ];
    expect(member(facts)).toMatchObject({ available: 0, earned: 0, clawedBack: 0, debt: 0 });
    expect(member(facts, '2027-01-06T23:00:00Z')).toMatchObject({ available: 5, earned: 10, clawedBack: 5 });
  });
});

it('keeps an order that is cancelled in another name than the buyer told later', () => {
  const facts = [cancels('o', '2027-01-04T10:00:00Z', 'bob'), buys('ann', 'o', '2027-01-05T10:00:00Z', 10000)];
  expect(member(facts).available).toBe(10);
});

describe('returns', () => {
  it('takes 10 of 19 points back when 100.00 of 199.00 USD are returned', () => {
    const facts = [buys('ann', 'o', '2027-01-05T10:00:00Z', 19900), sendsBack('o', 'r', '2027-01-06T10:00:00Z', 10000)];
    expect(member(facts)).toMatchObject({ available: 9, earned: 19, clawedBack: 10 });
    expect(member(facts, '2027-01-06T09:59:59.999Z')).toMatchObject({ available: 19, clawedBack: 0 });
  });

  it('takes back in several parts what it would take back in one', () => {
    const facts = [
      buys('ann', 'o', '2027-01-05T10:00:00Z', 19900),
      sendsBack('o', 'r', '2027-01-06T10:00:00Z', 10050),
      sendsBack('o', 's', '2027-01-07T10:00:00Z', 5000),
      sendsBack('o', 't', '2027-01-08T10:00:00Z', 4850),
    ];
    expect(member(facts, '2027-01-06T10:00:00Z')).toMatchObject({ available: 9, clawedBack: 10 });
    expect(member(facts, '2027-01-07T10:00:00Z')).toMatchObject({ available: 4, clawedBack: 15 });
    expect(member(facts)).toMatchObject({ available: 0, clawedBack: 19, debt: 0 });
  });

  it('makes nobody a member while its order is unknown', () => {
    const events = [sendsBack('o', 'r', '2027-01-06T10:00:00Z', 1, { customerId: 'ann' })];
    expect(expectedOf('jeweller', { events, decisions: [] }, instant(LATER)).members.size).toBe(0);
  });

  it.each([
    ['before the other facts of the instant when dated the same', '2027-01-05T10:00:00Z', 'silver'],
    ['the same when dated earlier', '2026-12-01T10:00:00Z', 'silver'],
    ['at its own instant when dated later', '2027-01-05T10:00:00.001Z', 'gold'],
  ])('acts directly after its purchase, %s', (_title, when, tier) => {
    const facts = [
      buys('ann', 'n', '2027-01-04T10:00:00Z', 295_000),
      buys('ann', 'o', '2027-01-05T10:00:00Z', 3_000),
      buys('ann', 'p', '2027-01-05T10:00:00Z', 4_000),
      sendsBack('o', 'z', when, 3_000),
    ];
    // 295 + 3 + 4 points would be gold, 295 + 4 are not.
    expect(member(facts, '2027-01-06T00:00:00Z')).toMatchObject({ available: 299, clawedBack: 3, tier: { id: tier } });
  });

  it('takes only returned goods into account, and of a return without lines their share', () => {
    const lines = [
      { lineId: 'ring', sku: 'ring', quantity: 1, unitPriceMinor: 10000 },
      { lineId: 'card', sku: 'card', quantity: 1, unitPriceMinor: 5000, giftCard: true },
    ];
    const bought = buys('ann', 'o', '2027-01-05T10:00:00Z', 15000, { lines });
    const card = { lines: [{ lineId: 'card', quantity: 1, amountMinor: 5000 }] };
    expect(member([bought, sendsBack('o', 'r', '2027-01-06T10:00:00Z', 5000, card)]).available).toBe(10);
    expect(member([bought, sendsBack('o', 'r', '2027-01-06T10:00:00Z', 7500)]).available).toBe(5);
    expect(member([bought, sendsBack('o', 'r', '2027-01-06T10:00:00Z', 7501)]).available).toBe(4);
  });

  it('counts expired points of the order as given back, and leaves them in expired', () => {
    const facts = [
      buys('ann', 'o', '2027-01-05T10:00:00Z', 10000),
      buys('ann', 'p', '2028-01-05T10:00:00Z', 10000),
      sendsBack('o', 'r', '2028-02-01T00:00:00Z', 10000),
    ];
    const now = member(facts, '2028-02-02T00:00:00Z');
    expect(now).toMatchObject({ available: 10, expired: 10, clawedBack: 0, debt: 0 });
  });

  it('takes spent points from other lots, then as debt, which later points repay', () => {
    const facts = [
      buys('ann', 'o', '2027-01-05T10:00:00Z', 10000),
      redeems(10, '2027-01-06T10:00:00Z'),
      buys('ann', 'p', '2027-01-07T10:00:00Z', 4000),
      sendsBack('o', 'r', '2027-01-08T10:00:00Z', 10000),
      buys('ann', 'q', '2027-01-09T10:00:00Z', 10000),
    ];
    expect(member(facts, '2027-01-08T10:00:00Z')).toMatchObject({ available: 0, debt: 6, clawedBack: 10 });
    expect(member(facts)).toMatchObject({ available: 4, debt: 0, earned: 24, redeemed: 10, clawedBack: 10 });
  });

  it('makes points that repaid a debt a debt again when their order comes back', () => {
    const facts = [
      redeems(6, '2027-01-06T10:00:00Z'),
      buys('ann', 'o', '2027-01-09T10:00:00Z', 10000),
      sendsBack('o', 'r', '2027-01-10T10:00:00Z', 10000),
    ];
    expect(member(facts)).toMatchObject({ available: 0, debt: 6, clawedBack: 10 });
  });
});

describe('expiry by month', () => {
  it.each([
    ['2027-01-31T23:59:59.999Z', '2028-02-01T00:00:00.000Z'],
    ['2028-02-29T12:00:00Z', '2029-03-01T00:00:00.000Z'],
    ['2027-12-01T00:00:00Z', '2029-01-01T00:00:00.000Z'],
  ])('points earned at %s are gone at %s', (earned, gone) => {
    const facts = [buys('ann', 'o', earned, 10000)];
    expect(iso(member(facts, earned).lots[0]?.expiresAt)).toBe(gone);
    expect(member(facts, instant(gone) - 1)).toMatchObject({ available: 10, expired: 0 });
    expect(member(facts, gone)).toMatchObject({ available: 0, expired: 10, lots: [] });
  });
});
