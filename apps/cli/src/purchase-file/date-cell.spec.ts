import { dateOf } from '@perennial/clv';

import { dateReader } from './date-cell.js';

function read(cell: string, format?: string): string {
  const found = dateReader(format)(cell);
  return 'day' in found ? dateOf(found.day) : found.reason;
}

describe('dateReader', () => {
  it.each([
    '1997-09-30',
    ' 1997-09-30 ',
    '1997-9-30',
    '1997/09/30',
    '19970930',
    '1997-09-30T23:59:59.999Z',
    '1997-09-30 23:59',
    '1997-09-30T23:30:00-11:00',
    '9/30/1997',
    '30/9/1997',
    '9/30/1997 8:26',
    '30.9.1997',
    '30-Sep-1997',
    '30 September 1997',
    'Sep 30, 1997',
    'Sep. 30 1997 10:00 PM',
  ])('reads %j as 30 September 1997, the day that is written', (cell) => {
    expect(read(cell)).toBe('1997-09-30');
  });

  it('takes the day before the month where points stand between', () => {
    expect(read('03.04.2020')).toBe('2020-04-03');
  });

  it('does not guess which of 03/04/2020 is the day, and says how to tell', () => {
    expect(dateReader()('03/04/2020')).toEqual({
      ambiguous: true,
      reason:
        '"03/04/2020" may be day 3 of month 4 or day 4 of month 3: say --date-format DD/MM/YYYY or --date-format MM/DD/YYYY',
    });
    expect(read('04/04/2020')).toBe('2020-04-04');
  });

  it.each([
    ['03/04/2020', 'DD/MM/YYYY', '2020-04-03'],
    ['3/4/2020 9:15', 'MM/DD/YYYY', '2020-03-04'],
    ['03-04-69', 'MM-DD-YY', '2069-03-04'],
    ['03-04-70', 'MM-DD-YY', '1970-03-04'],
    ['03042020', 'DDMMYYYY', '2020-04-03'],
    ['3 Apr 20', 'D MMM YY', '2020-04-03'],
    ['2020.4.3', 'YYYY.M.D', '2020-04-03'],
  ])('reads %j as %s says', (cell, format, date) => {
    expect(read(cell, format)).toBe(date);
  });

  it.each([
    ['1997-02-29', 'is not a date'],
    ['1997-13-01', 'is not a date'],
    ['31/04/1997', 'is not a date'],
    ['12/25/97', 'is not a date'],
    ['30 Foo 1997', 'is not a date'],
    ['yesterday', 'is not a date'],
    ['', 'no date'],
    ['9999-12-31', 'does not lie in the years 1970 to 2069'],
    ['1900-01-01', 'does not lie in the years 1970 to 2069'],
  ])('refuses %j: %s', (cell, reason) => {
    expect(read(cell)).toContain(reason);
  });

  it('reads nothing else where a form is given', () => {
    expect(read('2020-04-03', 'DD/MM/YYYY')).toBe('"2020-04-03" is not a date of the form DD/MM/YYYY');
  });

  it.each(['YYYY', 'DD/MM', 'DD/DD/YYYY', 'DD/MM/YYYYY', 'date'])('refuses the form %j', (format) => {
    expect(() => dateReader(format)).toThrow(/OPTION_INVALID/);
  });
});
