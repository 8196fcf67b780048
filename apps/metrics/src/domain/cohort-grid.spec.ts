import { cohortGrid, type AgeVariant } from './cohort-grid.js';

const counted = [
  { cohort: '2026-01', age: 0, customers: 20 },
  { cohort: '2026-01', age: 1, customers: 5 },
  { cohort: '2026-02', age: 0, customers: 10 },
  { cohort: '2026-02', age: 1, customers: 3 },
];
const sharesOf = (variant: AgeVariant, asOf: string) =>
  cohortGrid(counted, { variant, asOf, agesMax: 25 }).map(({ cells }) => cells.map(({ share }) => share));

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
    const [first] = cohortGrid(counted, { variant: 'own-months', asOf: '2030-01-01', agesMax: 3 });
    expect(first?.cells).toHaveLength(3);
    expect(cohortGrid([], { variant: 'own-months', asOf: '2030-01-01', agesMax: 3 })).toEqual([]);
  });
});
