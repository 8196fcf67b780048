import { PurchaseReader } from './purchase-reader.js';

const DAY_MS = 86_400_000;

describe('what was bought, in numbers', () => {
  it('has the lines of a buyer one after the other, by day', () => {
    const reader = new PurchaseReader();
    reader.add('a', { sku: 'ring', at: DAY_MS });
    reader.add('a', { sku: 'chain', at: 3 * DAY_MS - 1 });
    reader.add('b', { sku: 'ring', at: 4 * DAY_MS });
    const { purchases, products } = reader.result();
    expect(products).toEqual([{ sku: 'ring' }, { sku: 'chain' }]);
    expect(purchases).toEqual({
      start: Int32Array.of(0, 2, 3),
      product: Int32Array.of(0, 1, 0),
      day: Int32Array.of(1, 2, 4),
      quantity: Float64Array.of(1, 1, 1),
      products: 2,
    });
  });

  it('makes one thing of all articles that are of a product, by what was told last, in whatever order it is read', () => {
    const lines = [
      { sku: 's', productId: 'p', at: 1 },
      { sku: 'l', at: 2 },
      { sku: 'l', productId: 'p', at: 3, category: 'rings' },
      { sku: 'l', productId: 'old', at: 0, category: 'old' },
      { sku: 'p', at: 4 },
    ];
    for (const each of [lines, lines.toReversed()]) {
      const reader = new PurchaseReader();
      for (const line of each) reader.add('a', line);
      const { products, names } = reader.result();
      expect(products).toEqual([{ sku: 'l', category: 'rings' }]);
      expect(new Map([...names].sort())).toEqual(new Map(['l', 'p', 's'].map((name) => [name, 0])));
    }
  });

  it('keeps all of more lines than it had room for at first', () => {
    const reader = new PurchaseReader();
    for (let i = 0; i < 10_000; i++) reader.add(`c-${i}`, { sku: `p-${i % 3}`, at: i * DAY_MS });
    const { purchases } = reader.result();
    expect(purchases.start).toHaveLength(10_001);
    expect([purchases.product.at(-1), purchases.day.at(-1)]).toEqual([0, 9_999]);
  });

  it('of nothing is empty', () => {
    expect(new PurchaseReader().result().purchases).toMatchObject({ start: Int32Array.of(0), products: 0 });
  });
});
