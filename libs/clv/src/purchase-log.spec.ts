import fc from 'fast-check';

import { PurchaseLog } from './purchase-log.js';

type Row = readonly [customer: string, day: number, amount: number];

function netOf(rows: readonly Row[], until = 1e6) {
  const log = new PurchaseLog();
  for (const row of rows) log.add(...row);
  const { start, day, amount, unmatchedReturns } = log.netDays(until);
  const left = log.customers.map((customer, i) => {
    const days = Array.from(day.subarray(start[i], start[i + 1]), (each, k) => [each, amount[start[i]! + k]!] as const);
    return [customer, days] as const;
  });
  return { left: Object.fromEntries(left), unmatchedReturns };
}

describe('PurchaseLog', () => {
  it('makes one purchase of the orders of a day', () => {
    const rows: Row[] = [
      ['a', 12, 500],
      ['b', 12, 1],
      ['a', 10, 300],
      ['a', 12, 200],
    ];
    expect(netOf(rows).left).toEqual({
      a: [
        [10, 300],
        [12, 700],
      ],
      b: [[12, 1]],
    });
  });

  const bought: Row[] = [
    ['a', 10, 300],
    ['a', 20, 500],
  ];
  it.each<[string, Row[], (readonly [number, number])[], number]>([
    ['from the day itself', [['a', 20, -100]], [[10, 300], [20, 400]], 0], // prettier-ignore
    ['from the last day before it', [['a', 19, -100]], [[10, 200], [20, 500]], 0], // prettier-ignore
    ['a whole day away', [['a', 25, -500]], [[10, 300]], 0],
    ['from the day before, too', [['a', 25, -600]], [[10, 200]], 0],
    ['no more than there is', [['a', 25, -1000]], [], 200],
    ['nothing from a later day', [['a', 9, -100]], [[10, 300], [20, 500]], 100], // prettier-ignore
  ])('takes %s', (_title, returns, days, unmatchedReturns) => {
    expect(netOf([...bought, ...returns])).toEqual({ left: { a: days }, unmatchedReturns });
  });

  it('leaves days that were free of charge where they are', () => {
    const free: Row[] = [
      ['a', 10, 300],
      ['a', 20, 0],
      ['a', 21, -300],
    ];
    expect(netOf(free)).toEqual({ left: { a: [[20, 0]] }, unmatchedReturns: 0 });
  });

  it('looks at nothing after the last day that is asked for', () => {
    const rows: Row[] = [...bought, ['a', 21, -500], ['a', 30, 7]];
    expect(netOf(rows, 20).left).toEqual(netOf(bought).left);
  });

  it('comes to the same in whatever order 300 rows of 20 customers are added, and to what a plain sum says', () => {
    const row = fc.tuple(fc.constantFrom(...'abcdefghijklmnopqrst'), fc.nat(90), fc.integer({ min: -500, max: 900 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 300 }), fc.array(fc.double({ noNaN: true })), (rows, weights) => {
        const net = netOf(rows);
        const mixed = rows.map((each, i) => [weights[i] ?? 0, each] as const).sort(([a], [b]) => a - b);
        const again = netOf(mixed.map(([, each]) => each));
        expect(again).toEqual(net);
        const total = Object.values(net.left).flat().reduce((sum, [, amount]) => sum + amount, 0); // prettier-ignore
        expect(total - net.unmatchedReturns).toBe(rows.reduce((sum, [, , amount]) => sum + amount, 0));
      }),
    );
  });

  it('keeps 50,000 customer-days apart', () => {
    const log = new PurchaseLog();
    for (let day = 0; day < 500; day++) for (let c = 0; c < 100; c++) log.add(`c${c}`, day, day + c);
    const { start, amount } = log.netDays(499);
    expect([start[100], amount[0], amount[49_999], log.firstDay, log.lastDay]).toEqual([50_000, 0, 598, 0, 499]);
  });
});
