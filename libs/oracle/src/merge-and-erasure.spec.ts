import { adjusts, member as memberAt, reserves, type Fact } from './asking.js';
import { becomes, buys, isErasedAt, refers, sendsBack, type When } from './shop.js';

const LATER = '2027-06-30T00:00:00Z';

const member = (facts: readonly Fact[], asOf: When = LATER, who = 'ann') => memberAt('jeweller', facts, asOf, who);

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

  it('moves debt and what is held, and releases it to the other', () => {
    const indebted = [buys('bob', 'p', '2027-01-05T10:00:00Z', 10_000), adjusts(-4, '2027-01-06T10:00:00Z')];
    const merged = becomes('ann', 'bob', '2027-01-07T10:00:00Z');
    expect(member([...indebted, merged], LATER, 'bob')).toMatchObject({ available: 6, debt: 0, transfers: -4 });
    expect(member([...indebted, merged])).toMatchObject({ debt: 0, adjustments: -4, transfers: 4 });
    const held = [
      buys('ann', 'o', '2027-01-05T10:00:00Z', 10_000),
      reserves(8, '2027-01-06T10:00:00Z', '2027-01-08T10:00:00Z'),
      merged,
    ];
    expect(member(held)).toMatchObject({ reserved: 0, transfers: -10 });
    expect(member(held, '2027-01-07T12:00:00Z', 'bob')).toMatchObject({ available: 2, reserved: 8, transfers: 10 });
    expect(member(held, LATER, 'bob')).toMatchObject({ available: 10, reserved: 0, transfers: 10 });
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
