import type { Envelope } from '@perennial/contracts';

import { member as memberAt, redeems, iso, type Fact } from './asking.fixture.js';
import { expectedOf } from './oracle.fixture.js';
import {
  becomes,
  buys,
  cancels,
  does,
  instant,
  isErasedAt,
  refers,
  reviews,
  sendsBack,
  takesBackReview,
  type When,
} from './shop.fixture.js';

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

describe('returns', () => {
  it('takes 10 of 19 points back when 100.00 of 199.00 USD are returned', () => {
    const facts = [buys('ann', 'o', '2027-01-05T10:00:00Z', 19900), sendsBack('o', 'r', '2027-01-06T10:00:00Z', 10000)];
    expect(member(facts)).toMatchObject({ available: 9, earned: 19, clawedBack: 10 });
    expect(member(facts, '2027-01-06T09:59:59.999Z')).toMatchObject({ available: 19, clawedBack: 0 });
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

describe('reviews', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((sku, i) => reviews('ann', sku, `2027-01-0${i + 1}T10:00:00Z`, sku));

  it('pays 5 a month, the earliest first, so that a late one takes the place of the last', () => {
    const sixth = reviews('ann', 'f', '2027-01-31T23:59:59.999Z', 'f');
    expect(member([...five, sixth]).earned).toBe(25);
    expect(member([...five, reviews('ann', 'f', '2027-02-01T00:00:00Z', 'f')]).earned).toBe(30);
    const gone = takesBackReview('ann', 'e', '2027-01-06T10:00:00Z');
    expect(member([...five, gone]).clawedBack).toBe(5);
    expect(member([...five, gone, reviews('ann', 'f', '2027-01-01T00:00:00Z', 'f')]).clawedBack).toBe(0);
  });

  it('pays a sku once, also after the review was taken back, and an unverified one not', () => {
    const facts = [
      reviews('ann', 'r', '2027-01-01T10:00:00Z', 'ring', { verified: false }),
      reviews('ann', 's', '2027-01-02T10:00:00Z', 'ring'),
      takesBackReview('ann', 's', '2027-01-01T00:00:00Z'),
      reviews('ann', 't', '2027-01-03T10:00:00Z', 'ring'),
    ];
    expect(member(facts)).toMatchObject({ available: 0, earned: 5, clawedBack: 5 });
  });
});

describe('engagement', () => {
  it('pays 2 shares a day, each proof once', () => {
    const share = (id: string, time: string, proof?: string) => does('ann', 'social-shared', id, time, proof);
    const facts = [
      share('1', '2027-01-05T00:00:00Z', 'x'),
      share('2', '2027-01-05T01:00:00Z'),
      share('3', '2027-01-05T02:00:00Z', 'x'),
      share('4', '2027-01-05T03:00:00Z', 'y'),
      share('5', '2027-01-05T23:59:59.999Z', 'z'),
    ];
    expect(member(facts).earned).toBe(4);
    expect(member([...facts, share('6', '2027-01-06T00:00:00Z', 'z')]).earned).toBe(6);
  });

  it('pays 10 points for an attendance, each proof once', () => {
    const facts = [
      does('ann', 'event-attended', '1', '2027-01-05T00:00:00Z', 'ticket'),
      does('ann', 'workshop-attended', '2', '2027-01-05T01:00:00Z', 'ticket'),
      does('ann', 'workshop-attended', '3', '2027-01-05T02:00:00Z'),
    ];
    expect(member(facts).earned).toBe(10);
  });
});

describe('referrals', () => {
  const edge = refers('ann', 'bob', 'f', '2027-01-05T10:00:00Z');
  const verdicts = (...events: Envelope[]) =>
    [...expectedOf('jeweller', { events, decisions: [] }, instant(LATER)).referrals.values()].map(
      ({ verdict }) => verdict,
    );

  it('pays both sides at the first purchase of 20.00 USD after it, and takes both back for good when it shrinks', () => {
    const bought = [
      edge,
      buys('bob', 'o', '2027-01-06T10:00:00Z', 1999),
      buys('bob', 'p', '2027-01-07T10:00:00Z', 2000),
    ];
    expect(member(bought, '2027-01-07T09:59:59.999Z').earned).toBe(0);
    expect(member(bought).earned).toBe(50);
    expect(member(bought, LATER, 'bob').earned).toBe(1 + 2 + 20);
    const undone = [
      ...bought,
      sendsBack('p', 'r', '2027-01-08T10:00:00Z', 1),
      buys('bob', 'q', '2027-01-09T10:00:00Z', 5000),
    ];
    expect(member(undone)).toMatchObject({ available: 0, earned: 50, clawedBack: 50 });
    expect(member(undone, LATER, 'bob')).toMatchObject({ earned: 28, clawedBack: 21 });
  });

  it('accepts one referrer, not oneself, not in a circle, not somebody who had bought', () => {
    expect(verdicts(edge, refers('cat', 'bob', 'g', '2027-01-06T10:00:00Z'))).toEqual(['accepted', 'already-referred']);
    expect(verdicts(edge, refers('cat', 'bob', 'g', '2027-01-04T10:00:00Z'))).toEqual(['accepted', 'already-referred']);
    expect(verdicts(refers('ann', 'ann', 'g', '2027-01-06T10:00:00Z'))).toEqual(['self-referral']);
    expect(
      verdicts(
        edge,
        refers('bob', 'cat', 'g', '2027-01-06T10:00:00Z'),
        refers('cat', 'ann', 'h', '2027-01-07T10:00:00Z'),
      ),
    ).toEqual(['accepted', 'accepted', 'referral-cycle']);
    const bought = buys('bob', 'o', '2027-01-05T09:59:59.999Z', 100);
    expect(verdicts(edge, bought)).toEqual(['existing-customer']);
    expect(verdicts(edge, bought, cancels('o', '2027-01-06T10:00:00Z'))).toEqual(['accepted']);
  });
});

describe('merge and erasure', () => {
  it('moves what one has to the other at the merge, and later facts with it', () => {
    const facts = [
      buys('ann', 'o', '2027-01-05T10:00:00Z', 310_000),
      buys('bob', 'p', '2027-01-06T10:00:00Z', 10_000),
      becomes('ann', 'bob', '2027-01-07T10:00:00Z'),
      buys('ann', 'q', '2027-01-08T10:00:00Z', 10_000),
      sendsBack('o', 'r', '2027-01-09T10:00:00Z', 310_000),
    ];
    const merged = { available: 0, earned: 310, transfers: -310, mergedInto: 'bob', lots: [] };
    expect(member(facts)).toMatchObject(merged);
    expect(member(facts).tier).toBeUndefined();
    // Gold by ann's points when q is bought: 10 × 1.25.
    expect(member(facts, LATER, 'bob')).toMatchObject({ available: 22, earned: 22, transfers: 310, clawedBack: 310 });
    expect(member(facts, '2027-01-08T10:00:00Z', 'bob').tier).toMatchObject({ id: 'gold', qualifyingPoints: 330 });
  });

  it('refuses to merge in a circle', () => {
    const facts = [
      buys('ann', 'o', '2027-01-05T10:00:00Z', 10_000),
      becomes('ann', 'bob', '2027-01-07T10:00:00Z'),
      becomes('bob', 'ann', '2027-01-08T10:00:00Z'),
    ];
    expect(member(facts, LATER, 'bob')).toMatchObject({ available: 10 });
    expect(member(facts, LATER, 'bob').mergedInto).toBeUndefined();
  });

  it('leaves nothing of an erased customer, as of any instant, and leaves the others what they have', () => {
    const facts = [
      refers('ann', 'bob', 'f', '2027-01-05T10:00:00Z'),
      buys('bob', 'o', '2027-01-06T10:00:00Z', 10_000),
      isErasedAt('bob', '2027-01-07T10:00:00Z'),
    ];
    expect(member(facts, '2027-01-06T10:00:00Z', 'bob')).toMatchObject({
      available: 0,
      earned: 0,
      lots: [],
      erased: true,
    });
    expect(member(facts).available).toBe(50);
  });
});
