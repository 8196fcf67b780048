import fc from 'fast-check';
import { DateTime } from 'luxon';

import { DAY_MS, dayNumberOf, dayOf, daysLater, expiryOf, inactiveFrom } from './calendar.js';
import { plainDay } from './plain-days.js';

/** Clocks changed at 00:00, at 00:01 back into the day before, by half an hour, with a day left out, and never. */
const ZONES = [
  'America/Havana',
  'America/St_Johns',
  'America/Scoresbysund',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Amman',
  'Asia/Kolkata',
  'Europe/London',
  'UTC',
];

const HOUR_MS = 3_600_000;

/** Every change of clocks from 2000 to 2029. */
const changes = ZONES.flatMap((zone) => {
  const offsetAt = (at: number) => DateTime.fromMillis(at, { zone }).offset;
  const [start, end] = [Date.UTC(2000, 0), Date.UTC(2030, 0)];
  const hours = Array.from({ length: (end - start) / (12 * HOUR_MS) }, (_, index) => start + index * 12 * HOUR_MS);
  return hours.filter((at) => offsetAt(at) !== offsetAt(at + 12 * HOUR_MS)).map((at) => ({ zone, at }));
});

/** Mostly near a change, where days are not plain; else anywhere in 60 years. */
const instants = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -36 * HOUR_MS, max: 48 * HOUR_MS }))
      .map(([{ zone, at }, beside]) => ({ zone, at: at + beside })),
  },
  {
    weight: 1,
    arbitrary: fc.record({ zone: fc.constantFrom(...ZONES), at: fc.integer({ min: 0, max: Date.UTC(2060, 0) }) }),
  },
);

const earliest = (time: DateTime) => Math.min(...time.getPossibleOffsets().map((each) => each.toMillis()));

/** The first 00:00 of a date, the day clamped, that is after `from`. */
function nextDate(from: DateTime, month: number, day: number): number {
  const dates = [0, 1].map((years) => {
    const year = from.year + years;
    const clamped = Math.min(day, new Date(Date.UTC(year, month, 0)).getUTCDate());
    return earliest(DateTime.fromObject({ year, month, day: clamped }, { zone: from.zone }));
  });
  return dates.find((date) => date > from.startOf('day').toMillis())!;
}

describe('what a calendar day says of its instants', () => {
  it('is what the time zone says of each, whether clocks are changed near it or not', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 24 }),
        ({ zone, at }, days, months) => {
          const time = DateTime.fromMillis(at, { zone });
          const { hour, minute, second, millisecond } = time;
          const { year, month, day } = time.plus({ days });
          expect({
            day: dayOf(at, zone),
            number: dayNumberOf(at, zone),
            later: daysLater(at, days, zone),
            byMonth: expiryOf({ kind: 'by-month', months }, at, zone),
            fixedDate: expiryOf(
              { kind: 'fixed-date', month: 1 + (days % 12), day: 1 + (days % 31), monthsMin: months },
              at,
              zone,
            ),
            inactive: inactiveFrom(at, months, zone),
          }).toEqual({
            day: time.toFormat('yyyy-MM-dd'),
            number: Date.UTC(time.year, time.month - 1, time.day) / DAY_MS,
            later: earliest(DateTime.fromObject({ year, month, day, hour, minute, second, millisecond }, { zone })),
            byMonth: earliest(time.startOf('month').plus({ months })),
            fixedDate: nextDate(time.plus({ months }), 1 + (days % 12), 1 + (days % 31)),
            inactive: earliest(time.plus({ months }).plus({ days: 1 }).startOf('day')),
          });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is not asked of a day in which clocks are changed, and of one that begins at another time than 00:00', () => {
    const isPlain = (time: string, zone: string) =>
      plainDay(DateTime.fromISO(time, { zone }).toMillis(), zone) !== undefined;
    expect([isPlain('2027-03-27T12:00', 'Europe/London'), isPlain('2027-03-28T12:00', 'Europe/London')]).toEqual([
      true,
      false,
    ]);
    expect([isPlain('2027-10-30T12:00', 'Europe/London'), isPlain('2027-10-31T12:00', 'Europe/London')]).toEqual([
      true,
      false,
    ]);
    // Begins at 01:00.
    expect(isPlain('2027-03-14T12:00', 'America/Havana')).toBe(false);
  });
});
