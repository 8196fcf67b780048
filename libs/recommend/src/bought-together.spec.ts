import { randomOf } from '@perennial/testing';

import { basketsOf } from './baskets.js';
import { boughtTogether } from './bought-together.js';
import { ProductLog } from './product-log.js';

describe('what is bought together', () => {
  it('are for each product the 200 that most customers have besides, of equal ones those seen first', () => {
    const random = randomOf(3, 'together');
    const log = new ProductLog();
    for (let i = 0; i < 20_000; i++) log.add(`c-${random.between(0, 499)}`, `p-${random.between(0, 399)}`, i);
    const baskets = basketsOf(log.sorted(), Infinity, Infinity);
    const together = boughtTogether(baskets);
    for (const one of [0, 17, 399]) {
      const counts = new Map<number, number>();
      for (let customer = 0; customer < 500; customer++) {
        const basket = [...baskets.product.subarray(baskets.start[customer], baskets.start[customer + 1])];
        if (basket.includes(one))
          for (const other of basket) if (other !== one) counts.set(other, (counts.get(other) ?? 0) + 1);
      }
      const expected = [...counts]
        .filter(([, customers]) => customers > 1)
        .sort(([a, x], [b, y]) => y - x || a - b)
        .slice(0, 200);
      const [from, to] = [together.start[one]!, together.start[one + 1]!];
      const found = [...together.neighbour.subarray(from, to)].map((other, i) => [other, together.customers[from + i]]);
      expect(found).toEqual(expected);
      expect(found.length).toBe(200);
      expect(together.all[one]).toBe([...counts.values()].reduce((sum, customers) => sum + customers, 0));
    }
  });
});
