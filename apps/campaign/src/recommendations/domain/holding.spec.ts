import { holdingOf, type OrderedLine } from './holding.js';

const named = new Map([
  ['ring', { product: 0, category: 'rings' }],
  ['ring-s', { product: 0, category: 'rings' }],
  ['ring-l', { product: 0, category: 'rings' }],
  ['chain', { product: 1 }],
]);
const line = (sku: string, at: number, more: Partial<OrderedLine> = {}): OrderedLine => ({
  sku,
  at,
  kept: true,
  ...more,
});
const DAY_MS = 86_400_000;

describe('what a customer has', () => {
  it('is each product once, the latest last, with the article and the day of the last purchase', () => {
    const { has } = holdingOf([line('ring-s', 5 * DAY_MS), line('chain', 3 * DAY_MS), line('ring-l', DAY_MS)], named);
    expect(has).toEqual([
      { product: 1, sku: 'chain', lastDay: 3 },
      { product: 0, sku: 'ring-s', lastDay: 5 },
    ]);
  });

  it('is a product by its own id, where the article is new', () => {
    expect(holdingOf([line('ring-xl', 0, { productId: 'ring' })], named).has).toMatchObject([{ product: 0 }]);
  });

  it('is not what was sent back, unless another article of it was kept', () => {
    const back = line('ring-s', 0, { kept: false });
    expect(holdingOf([back], named)).toEqual({ has: [], sentBack: [0], events: [] });
    expect(holdingOf([back, line('ring-l', 0)], named)).toMatchObject({ has: [{ product: 0 }], sentBack: [] });
  });

  it('tells of categories by what was kept: as the line says, else as the model knows', () => {
    const lines = [
      line('ring-s', 1),
      line('chain', 2, { category: 'chains' }),
      line('new', 3, { category: 'watches' }),
      line('chain', 4),
      line('ring-l', 5, { kept: false }),
    ];
    expect(holdingOf(lines, named).events).toEqual([
      { category: 'rings', at: 1, weight: 1 },
      { category: 'chains', at: 2, weight: 1 },
      { category: 'watches', at: 3, weight: 1 },
    ]);
  });
});
