import fc from 'fast-check';

import { daysInMonth, instantText, parseInstant } from './instant.js';

describe('parseInstant', () => {
  it('agrees with Date for every instant from 1970 to 9999', () => {
    const dates = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
    fc.assert(fc.property(dates, (date) => parseInstant(date.toISOString()) === date.getTime()));
  });

  it('applies the zone: the same instant in every zone from -23:59 to +23:59', () => {
    const minutes = fc.integer({ min: -1439, max: 1439 });
    const dates = fc.date({ min: new Date('1970-01-02'), max: new Date('2999-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, minutes, (date, offset) => {
        const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(offset);
        const pad = (part: number) => String(part).padStart(2, '0');
        const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
        expect(parseInstant(local + zone)).toBe(date.getTime());
      }),
    );
  });

  it.each([
    ['2027-03-01T10:00:00.1Z', 100],
    ['2027-03-01T10:00:00.0019Z', 1],
    ['2027-03-01T10:00:00.99999Z', 999],
  ])('cuts %s to %d ms', (text, ms) => {
    expect(parseInstant(text)).toBe(Date.UTC(2027, 2, 1, 10) + ms);
  });

  it('takes the last instant of 9999 in UTC and nothing after it', () => {
    expect(parseInstant('9999-12-31T23:59:59.999Z')).toBe(253_402_300_799_999);
    expect(parseInstant('9999-12-31T22:59:59.999-01:00')).toBe(253_402_300_799_999);
    expect(parseInstant('9999-12-31T23:59:59-01:00')).toBeUndefined();
  });

  it('takes the first instant of 1970 and nothing before it', () => {
    expect(parseInstant('1970-01-01T00:00:00Z')).toBe(0);
    expect(parseInstant('1969-12-31T14:00:00-10:00')).toBe(0);
    expect(parseInstant('1970-01-01T00:00:00+00:01')).toBeUndefined();
  });
});

describe('instantText', () => {
  const DAY_MS = 86_400_000;
  const LAST = 8.64e15;

  it('writes every instant as a date writes it', () => {
    const around = fc.tuple(fc.integer({ min: -720_000, max: 2_932_896 }), fc.integer({ min: -1_001, max: 1_001 }));
    const instants = fc.oneof(
      fc.double({ min: -LAST, max: LAST, noNaN: true }),
      fc.integer({ min: 0, max: 253_402_300_799_999 }),
      around.map(([day, ms]) => day * DAY_MS + ms),
    );
    fc.assert(
      fc.property(fc.array(instants), (some) => {
        expect(some.map(instantText)).toEqual(some.map((at) => new Date(at).toISOString()));
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses what is no instant', () => {
    expect(() => instantText(NaN)).toThrow(RangeError);
    expect(() => instantText(LAST + DAY_MS)).toThrow(RangeError);
  });
});

describe('daysInMonth', () => {
  it.each([
    [2027, 2, 28],
    [2028, 2, 29],
    [2000, 2, 29],
    [2100, 2, 28],
    [2027, 4, 30],
    [2027, 12, 31],
    [2027, 0, 0],
    [2027, 13, 0],
  ])('%d-%d has %d', (year, month, days) => {
    expect(daysInMonth(year, month)).toBe(days);
  });
});
