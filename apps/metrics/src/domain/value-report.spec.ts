import fc from 'fast-check';

import { byGroup, hiddenKeys, valueGrid, valueGroups, type ValuedCustomer } from './value-report.js';

const customer = (groups: readonly (string | null)[], purchaseDays: number, clv = 10): ValuedCustomer => ({
  history: { purchaseDays, firstDay: 0, lastDay: 0, firstDayMinor: 5n, totalMinor: 5n },
  value: { clv, churnRisk: 0.5 },
  groups,
});

async function* inPages(...customers: readonly ValuedCustomer[]) {
  yield customers.slice(0, 2);
  yield customers.slice(2);
}

const days = ({ history }: ValuedCustomer) => history.purchaseDays;

describe('the value of groups', () => {
  const all = [customer(['b'], 1), customer(['a', 'b'], 1), customer([null], 2, 30)];

  it('has everybody in each of their groups, and shares of all customers, each once', async () => {
    const groups = byGroup(await valueGroups(inPages(...all), (each) => each.groups));
    expect(groups.map(([group, { n, alone, share }]) => [group, n, alone, share])).toEqual([
      ['a', 1, 0, 1 / 3],
      ['b', 2, 1, 2 / 3],
      [null, 1, 1, 1 / 3],
    ]);
    expect(groups.map(([, { clv }]) => clv?.share)).toEqual([0.2, 0.4, 0.6]);
  });

  it('is told by part as shares of the group', async () => {
    const grid = byGroup(await valueGrid(inPages(...all, customer(['b'], 3)), days));
    expect(grid.map(([group, parts]) => [group, [...parts].map(([key, { n, share }]) => [key, n, share])])).toEqual([
      ['a', [[1, 1, 1]]],
      [
        'b',
        [
          [1, 2, 2 / 3],
          [3, 1, 1 / 3],
        ],
      ],
      [null, [[2, 1, 1]]],
    ]);
  });
});

describe('the parts that are hidden in all groups', () => {
  async function hiddenOf(sizes: Readonly<Record<string, readonly number[]>>, minimum = 10): Promise<number[]> {
    const customers = Object.entries(sizes).flatMap(([group, parts]) =>
      parts.flatMap((n, part) => Array.from({ length: n }, () => customer([group], part))),
    );
    const grid = byGroup(await valueGrid(inPages(...customers), days));
    const whole = await valueGroups(inPages(...customers), (each) => [days(each)]);
    return [...hiddenKeys(grid, whole, minimum)].sort();
  }

  it('are with one that has 3 in some group another one, so that neither can be worked out; none where all have 10 or nobody', async () => {
    expect(await hiddenOf({ online: [3, 40, 50], store: [60, 30, 80] })).toEqual([0, 1]);
    expect(await hiddenOf({ online: [10, 0, 50], store: [60, 70, 80] })).toEqual([]);
  });

  it('leave in each group 10 or more hidden, or nobody, or all', async () => {
    const parts = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { minLength: 1, maxLength: 4 }), async (groups) => {
        const hidden = await hiddenOf(Object.fromEntries(groups.map((sizes, i) => [`g${i}`, sizes])));
        for (const sizes of groups) {
          const sum = hidden.reduce((total, part) => total + (sizes[part] ?? 0), 0);
          expect(sum === 0 || sum >= 10 || sum === sizes.reduce((a, b) => a + b, 0)).toBe(true);
          expect(sizes.every((n, part) => n === 0 || n >= 10 || hidden.includes(part))).toBe(true);
        }
      }),
    );
  });
});
