import { calibration } from '@perennial/clv';
import fc from 'fast-check';

import { PurchaseHistory } from './purchase-history.js';

const order = (customerId: string, day: string, totalMinor: number) => ({ customerId, day, totalMinor });

describe('PurchaseHistory', () => {
  const orders = [
    order('a', '1997-01-01', 2900),
    order('a', '1997-01-15', 1000),
    order('a', '1997-01-15', 500),
    order('a', '1997-02-05', 2500),
    order('b', '1997-01-08', 700),
    order('c', '1997-02-05', 0),
  ];

  function table(rows: readonly { customerId: string; day: string; totalMinor: number }[], cutoff?: string) {
    const history = new PurchaseHistory(cutoff);
    for (const row of rows) history.add(row);
    const { x, tx, T, m } = history.table(2);
    return { x: [...x], tx: [...tx], T: [...T], m: [...m] };
  }

  it('merges orders of one day, measures weeks as days/7, cuts at the last day, leaves the first day out of the mean', () => {
    expect(table(orders)).toEqual({ x: [2, 0, 0], tx: [5, 0, 0], T: [5, 4, 0], m: [20, 0, 0] });
  });

  it('leaves out what lies after a cutoff, and customers who first bought after it', () => {
    expect(table(orders, '1997-01-22')).toEqual({ x: [1, 0], tx: [2, 0], T: [3, 2], m: [15, 0] });
  });

  it('gives each customer the same numbers whatever the order of the rows', () => {
    const perCustomer = (rows: typeof orders) => {
      const names = [...new Set(rows.map((row) => row.customerId))];
      const { x, tx, T, m } = table(rows);
      return Object.fromEntries(names.map((name, i) => [name, [x[i], tx[i], T[i], m[i]]]));
    };
    fc.assert(
      fc.property(fc.shuffledSubarray(orders, { minLength: orders.length }), (shuffled) => {
        expect(perCustomer(shuffled)).toEqual(perCustomer(orders));
      }),
    );
  });

  it('is, order by order, the calibration that libs/clv defines', () => {
    const anyOrder = fc.record({
      customerId: fc.constantFrom('a', 'b', 'c', 'd'),
      day: fc.integer({ min: 10, max: 28 }).map((day) => `1997-02-${day}`),
      totalMinor: fc.integer({ min: 0, max: 5000 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyOrder, { minLength: 1, maxLength: 25 }),
        fc.option(fc.integer({ min: 10, max: 28 }), { nil: undefined }),
        (rows, cutDay) => {
          const cutoff = cutDay === undefined ? undefined : `1997-02-${cutDay}`;
          const last =
            rows
              .map(({ day }) => day)
              .toSorted()
              .at(-1) ?? '';
          const purchases = rows.map(({ customerId, day, totalMinor }) => ({
            customer: customerId,
            date: day,
            amountMinor: totalMinor,
          }));
          const { x, tx, T, m } = calibration(purchases, cutoff ?? last);
          expect(table(rows, cutoff)).toEqual({
            x: [...x],
            tx: [...tx],
            T: [...T],
            m: [...m].map((each) => each / 100),
          });
        },
      ),
    );
  });
});
