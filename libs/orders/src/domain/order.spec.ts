import { buys, cancels, sendsBack } from '@perennial/oracle';

import { countedGoods } from './order.js';
import { OrdersTrial } from './orders-trial.fixture.js';

const AT = '2027-01-05T10:00:00Z';
const LATER = '2027-01-06T10:00:00Z';
const line = (lineId: string, quantity: number) => ({ lineId, sku: lineId, quantity, unitPriceMinor: 1_000 });
const lines = [line('a', 2), line('b', 1)];
const back = (returnId: string, minor: number, pieces: Record<string, number> = {}) =>
  sendsBack('o', returnId, LATER, minor, {
    lines: Object.entries(pieces).map(([lineId, quantity]) => ({ lineId, quantity, amountMinor: 0 })),
  });
const left = (...events: Parameters<OrdersTrial['arrive']>[0]) => {
  const trial = new OrdersTrial();
  for (const event of events) trial.arrive([event]);
  const order = trial.orders.get('o');
  return order && countedGoods(order)?.netMinor;
};

describe('what counts of an order', () => {
  it.each([
    ['is its highest revision', 400n, [buys('ann', 'o', LATER, 400, { revision: 2 }), buys('ann', 'o', AT, 900)]],
    ['is what returns have left of it', 250n, [back('r', 50), buys('ann', 'o', AT, 300)]],
    [
      'is nothing when all of its money came back',
      undefined,
      [buys('ann', 'o', AT, 300), back('r', 100), back('s', 200)],
    ],
    [
      'is nothing when all pieces came back, less money than was paid',
      undefined,
      [buys('ann', 'o', AT, 300, { lines }), back('r', 10, { a: 1 }), back('s', 10, { a: 1, b: 1 })],
    ],
    ['is what is left while a piece is kept', 280n, [buys('ann', 'o', AT, 300, { lines }), back('r', 20, { a: 2 })]],
    ['is 0 of one that cost nothing', 0n, [buys('ann', 'o', AT, 0), back('r', 0)]],
    [
      'is nothing of one that cost nothing when all pieces came back',
      undefined,
      [buys('ann', 'o', AT, 0, { lines }), back('r', 0, { a: 2, b: 1 })],
    ],
    [
      'is never below 0 after an amendment to less than had come back',
      undefined,
      [buys('ann', 'o', AT, 300), back('r', 200), buys('ann', 'o', LATER, 100, { revision: 1 })],
    ],
    [
      'is counted again after an amendment to more than had come back',
      100n,
      [buys('ann', 'o', AT, 300), back('r', 300), buys('ann', 'o', LATER, 400, { revision: 1 })],
    ],
    [
      'is nothing once cancelled, also when it is amended later',
      undefined,
      [cancels('o', AT), buys('ann', 'o', AT, 300), buys('ann', 'o', LATER, 9, { revision: 1 })],
    ],
    ['is nothing of a guest', undefined, [buys(undefined, 'o', AT, 300)]],
  ])('%s', (_title, expected, events) => {
    expect(left(...events)).toBe(expected);
  });

  it('stays at the earliest time of any revision', () => {
    const trial = new OrdersTrial();
    trial.arrive([buys('ann', 'o', LATER, 1)]);
    trial.arrive([buys('ann', 'o', AT, 2, { revision: 1 })]);
    expect(trial.orders.get('o')?.goods?.placedAt).toBe(Date.parse(AT));
  });

  it('keeps what was bought: a line is worth its pieces less the discount, never below 0', () => {
    const trial = new OrdersTrial();
    const bought = [
      { ...line('a', 3), discountMinor: 500, category: 'rings', productId: 'p' },
      { ...line('b', 1), discountMinor: 2_000, giftCard: true },
    ];
    trial.arrive([buys('ann', 'o', AT, 1, { lines: bought, channel: 'store', locationId: 'l', codes: ['X'] })]);
    expect(trial.orders.get('o')?.goods).toMatchObject({
      channel: 'store',
      locationId: 'l',
      codes: ['X'],
      lines: [
        { lineId: 'a', sku: 'a', quantity: 3, totalMinor: 2_500, category: 'rings', productId: 'p' },
        { lineId: 'b', sku: 'b', quantity: 1, totalMinor: 0, giftCard: true },
      ],
    });
  });
});
