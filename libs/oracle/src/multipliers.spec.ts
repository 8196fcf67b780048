import { member } from './asking.js';
import { becomes, buys, cancels, isMultiplied, sendsBack } from './shop.js';

const [GRANTED, AT, LATER, END] = [
  '2027-01-05T10:00:00Z',
  '2027-01-06T10:00:00Z',
  '2027-01-07T10:00:00Z',
  '2027-01-08T10:00:00Z',
];
const twice = isMultiplied('ann', 'm', GRANTED, END);
const available = (...facts: Parameters<typeof member>[1]) => member('jeweller', facts, END).available;

describe('a multiplier', () => {
  it('gives the base points of one order once more, and of no other one', () => {
    expect(available(twice, buys('ann', 'o', AT, 20_000), buys('ann', 'p', LATER, 30_000))).toBe(20 + 20 + 30);
  });

  it('is for later orders, until its end: not for one of its own instant, nor for one at its end', () => {
    expect(available(twice, buys('ann', 'o', GRANTED, 20_000), buys('ann', 'p', END, 30_000))).toBe(50);
  });

  it('waits for an order that is worth a point', () => {
    expect(available(twice, buys('ann', 'o', AT, 999), buys('ann', 'p', LATER, 1_000))).toBe(2);
  });

  it('gives 7 at most where it may give 7', () => {
    expect(available(isMultiplied('ann', 'm', GRANTED, END, { pointsMax: 7 }), buys('ann', 'o', AT, 20_000))).toBe(27);
  });

  it('goes by what is left of the order: of 3 base points at one and a half, 1 more stays until less than 2 are left', () => {
    const half = isMultiplied('ann', 'm', GRANTED, END, { factorPercent: 150 });
    const bought = buys('ann', 'o', AT, 3_000);
    expect(available(half, bought)).toBe(4);
    expect(available(half, bought, sendsBack('o', 'r', LATER, 1_000))).toBe(3);
    expect(available(half, bought, sendsBack('o', 'r', LATER, 1_001))).toBe(1);
  });

  it('is for the next order where the first one was cancelled', () => {
    const orders = [buys('ann', 'o', AT, 20_000), buys('ann', 'p', LATER, 30_000)];
    expect(available(twice, ...orders, cancels('o', LATER))).toBe(60);
  });

  it('is for an order of whoever the record has become', () => {
    expect(
      available(isMultiplied('bob', 'm', GRANTED, END), becomes('bob', 'ann', AT), buys('ann', 'o', LATER, 20_000)),
    ).toBe(40);
  });
});
