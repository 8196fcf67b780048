import { member } from './asking.js';
import { becomes, buys, isErasedAt, isGranted } from './shop.js';

const AT = '2027-01-05T10:00:00Z';
const LATER = '2027-06-30T00:00:00Z';

describe('points of a campaign', () => {
  it('are earned whole, and count for no tier', () => {
    const { available, earned, tier } = member('jeweller', [isGranted('ann', 'g', AT, 5_000)], LATER);
    expect([available, earned, tier?.id, tier?.qualifyingPoints]).toEqual([5_000, 5_000, 'silver', 0]);
  });

  it('can be spent at once where others wait 14 days', () => {
    const facts = [buys('ann', 'o', AT, 2_000, { currency: 'GBP', partnerId: 'fuel' }), isGranted('ann', 'g', AT, 7)];
    expect(member('travel-club', facts, AT)).toMatchObject({ available: 7, pending: 10 });
  });

  it('are of the person that a merged record has become', () => {
    const facts = [becomes('bob', 'ann', AT), isGranted('bob', 'g', LATER, 7)];
    expect(member('jeweller', facts, LATER).available).toBe(7);
  });

  it('go with who is forgotten', () => {
    const facts = [isGranted('ann', 'g', AT, 7), isErasedAt('ann', LATER)];
    expect(member('jeweller', facts, LATER)).toMatchObject({ available: 0, erased: true });
  });
});
