import { cohortGrids, toldCohortGroups, toldCohorts, type AgeVariant, type CohortCell } from './cohort-grid.js';

const cell = (cohort: string, age: number, customers: number, group: string | null = null): CohortCell => ({
  ...{ group, cohort, age, customers, alone: customers },
});
const counted = [
  ...[cell('2026-01', 0, 20), cell('2026-01', 1, 5)],
  ...[cell('2026-02', 0, 10), cell('2026-02', 1, 3)],
];
const wholeOf = (...args: Parameters<typeof cohortGrids>) => cohortGrids(...args).flatMap(({ cohorts }) => cohorts);
const sharesOf = (variant: AgeVariant, asOf: string) =>
  wholeOf(counted, { variant, asOf, agesMax: 25 }).map(({ cells }) => cells.map(({ share }) => share));

describe('a grid of cohorts', () => {
  it('is null, not 0, until the month of one’s own is over for who first bought on the last day of January', () => {
    // Who first bought on 31 January is one month old from 28 February on, two from 31 March on.
    expect(sharesOf('own-months', '2026-03-29')[0]).toEqual([1, null, null]);
    expect(sharesOf('own-months', '2026-03-30')[0]).toEqual([1, 0.25, null]);
  });

  it('is null until the month of the calendar is over, where ages are months of the calendar', () => {
    expect(sharesOf('calendar-months', '2026-02-27')[0]).toEqual([1, null]);
    expect(sharesOf('calendar-months', '2026-02-28')[0]).toEqual([1, 0.25]);
  });

  it('is 0 where an age is over and nobody bought at it', () => {
    expect(sharesOf('calendar-months', '2026-04-30')).toEqual([
      [1, 0.25, 0, 0],
      [1, 0.3, 0, null],
    ]);
  });

  it('has no more ages than asked for, and none without cohorts', () => {
    const [first] = wholeOf(counted, { variant: 'own-months', asOf: '2030-01-01', agesMax: 3 });
    expect(first?.cells).toHaveLength(3);
    expect(wholeOf([], { variant: 'own-months', asOf: '2030-01-01', agesMax: 3 })).toEqual([]);
  });
});

describe('grids of groups', () => {
  const asked = { variant: 'calendar-months', asOf: '2026-03-31', agesMax: 25 } as const;
  const whole = cohortGrids([cell('2026-01', 0, 40), cell('2026-02', 0, 3), cell('2026-03', 0, 12)], asked);
  const groups = cohortGrids(
    [
      ...[cell('2026-01', 0, 25, 'app'), cell('2026-02', 0, 3, 'app'), cell('2026-03', 0, 12, 'app')],
      ...[cell('2026-01', 0, 11, 'store'), cell('2026-01', 0, 4, null)],
    ],
    asked,
  );

  const januaries = groups.map(({ group, cohorts }) => ({ group, cohorts: cohorts.slice(0, 1) }));

  it('are each as the grid of the group alone', () => {
    expect(groups.map(({ group, cohorts }) => [group, cohorts.map(({ cohort, n }) => [cohort, n])])).toEqual([
      [
        'app',
        [
          ['2026-01', 25],
          ['2026-02', 3],
          ['2026-03', 12],
        ],
      ],
      ['store', [['2026-01', 11]]],
      [null, [['2026-01', 4]]],
    ]);
  });

  it('have the ages of the oldest cohort of all, so that none tells which cohorts it has', () => {
    const ages = cohortGrids([cell('2026-01', 0, 25, 'app'), cell('2026-03', 0, 12, 'store')], asked);
    expect(ages.map(({ cohorts }) => cohorts.map(({ cells }) => cells.length))).toEqual([[3], [3]]);
  });

  it('hide a cohort of 3 in every group, also where nobody is of it, and another one with it', () => {
    const cohorts = whole.flatMap((each) => each.cohorts);
    const store = cohortGrids([cell('2026-01', 0, 15, 'store')], asked);
    const told = toldCohortGroups(cohorts, [...groups.slice(0, 1), ...store], 10);
    const hidden = [
      ['2026-02', null],
      ['2026-03', null],
    ];
    expect(told.map(({ group, cohorts: of }) => [group, ...of.map(({ cohort, n }) => [cohort, n])])).toEqual([
      ['app', ['2026-01', 25], ...hidden],
      ['store', ['2026-01', 15], ...hidden],
    ]);
    expect(toldCohorts(cohorts, 10).map(({ n, suppressed }) => [n, suppressed])).toEqual([
      [40, false],
      [null, true],
      [null, true],
    ]);
  });

  it('hide a group of 4 with all its cohorts, and the smallest other one', () => {
    const told = toldCohortGroups(whole.flatMap((each) => each.cohorts).slice(0, 1), januaries, 10);
    expect(
      told.map(({ group, cohorts }) => [group, ...cohorts.map(({ n, cells }) => [n, cells[0]?.customers])]),
    ).toEqual([
      ['app', [25, 25]],
      ['store', [null, null]],
      [null, [null, null]],
    ]);
  });
});
