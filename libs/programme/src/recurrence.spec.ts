import { instantsOf } from './recurrence.js';

const between = (pattern: string, from: string, until: string, timeZone = 'Europe/London', most = 100) =>
  instantsOf(pattern, timeZone, { from: Date.parse(from), until: Date.parse(until), most }).map((at) =>
    new Date(at).toISOString(),
  );

describe('a recurrence', () => {
  it('has its instants in the time zone, the first inclusive and the last exclusive', () => {
    expect(between('0 9 * * 1', '2027-03-22T09:00:00Z', '2027-04-05T08:00:00Z')).toEqual([
      '2027-03-22T09:00:00.000Z',
      '2027-03-29T08:00:00.000Z',
    ]);
    expect(between('0 9 * * 1', '2027-03-22T09:00:00.001Z', '2027-04-05T08:00:00.001Z')).toEqual([
      '2027-03-29T08:00:00.000Z',
      '2027-04-05T08:00:00.000Z',
    ]);
  });

  it('has each day once where clocks change: half past one that is left out at two, that comes twice the first time', () => {
    expect(between('30 1 * * *', '2027-03-28T00:00:00Z', '2027-03-29T12:00:00Z')).toEqual([
      '2027-03-28T01:00:00.000Z',
      '2027-03-29T00:30:00.000Z',
    ]);
    expect(between('30 1 * * *', '2027-10-31T00:00:00Z', '2027-11-01T12:00:00Z')).toEqual([
      '2027-10-31T00:30:00.000Z',
      '2027-11-01T01:30:00.000Z',
    ]);
  });

  it('has no more than are wanted, the earliest', () => {
    expect(between('0 9 * * *', '2027-01-01T00:00:00Z', '2028-01-01T00:00:00Z', 'UTC', 2)).toEqual([
      '2027-01-01T09:00:00.000Z',
      '2027-01-02T09:00:00.000Z',
    ]);
  });
});
