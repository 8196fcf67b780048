import type { Envelope } from '@perennial/contracts';

import { member as memberAt, type Fact } from './asking.js';
import { expectedOf } from './oracle.js';
import { buys, cancels, does, instant, refers, reviews, sendsBack, takesBackReview, type When } from './shop.js';

const LATER = '2027-06-30T00:00:00Z';

const member = (facts: readonly Fact[], asOf: When = LATER, who = 'ann') => memberAt('jeweller', facts, asOf, who);

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
