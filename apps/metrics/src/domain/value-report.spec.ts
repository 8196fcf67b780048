import { byGroup, valueGrid, valueGroups, type ValuedCustomer } from './value-report.js';

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
    const told = grid.map(([group, parts]) => [
      group,
      ...[...parts].map(([key, { n, alone, share }]) => [key, n, alone, share]),
    ]);
    expect(told).toEqual([
      ['a', [1, 1, 0, 1]],
      ['b', [1, 2, 1, 2 / 3], [3, 1, 1, 1 / 3]],
      [null, [2, 1, 1, 1]],
    ]);
  });
});
