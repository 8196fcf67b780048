import { wantedNumber } from './page-query.js';

describe('a number in a query', () => {
  it.each([
    ['1', 1],
    ['120', 120],
  ])('is %s', (text, number) => {
    expect(wantedNumber(120).parse(text)).toBe(number);
  });

  it.each(['0', '121', '1000', '-1', '1.5', '0x3', '1e1', ' 1', '01', ''])(
    'that is "%s" is refused with the numbers there are',
    (text) => {
      const { error } = wantedNumber(120).safeParse(text);
      expect(error?.issues.map(({ message }) => message)).toContain('must be a whole number from 1 to 120');
    },
  );
});
