import { amountReader, PARTS, type DecimalMark } from './amount-cell.js';

function read(cell: string, decimal?: DecimalMark): number | string {
  const found = amountReader(decimal)(cell);
  return typeof found === 'number' ? found / PARTS : found.reason;
}

describe('amountReader', () => {
  it.each([
    ['29.33', 29.33],
    ['-29.33', -29.33],
    ['+5', 5],
    ['0', 0],
    ['-0.00', 0],
    ['1.5e3', 1500],
    ['3.3000000000000003', 3.3],
    ['1,234.56', 1234.56],
    ['1.234,56', 1234.56],
    ['1,234,567', 1234567],
    ['1.234.567', 1234567],
    ['1 234,56', 1234.56],
    ["1'234.50", 1234.5],
    ['1 234', 1234],
    ['12,5', 12.5],
    ['12,50', 12.5],
    ['0,999', 0.999],
    ['1234,567', 1234.567],
    ['$12.50', 12.5],
    ['-$12.50', -12.5],
    ['$-12.50', -12.5],
    ['12,50 €', 12.5],
    ['US$ 1,234.56', 1234.56],
    ['12.50 USD', 12.5],
    ['(12.50)', -12.5],
    ['($1,234.50)', -1234.5],
    ['12.50-', -12.5],
    ['−12.50', -12.5],
    ['.5', 0.5],
  ])('reads %j as %d', (cell, amount) => {
    expect(read(cell)).toBeCloseTo(amount, 9);
  });

  it('does not guess what 1,234 is, and says how to tell', () => {
    expect(amountReader()('1,234')).toEqual({
      ambiguous: true,
      reason: '"1,234" may have thousands or decimals behind its comma: say --decimal . or --decimal ,',
    });
    expect([read('1,234', '.'), read('1,234', ','), read('1.234', ','), read('1.234')]).toEqual([1234, 1.234, 1234, 1.234]); // prettier-ignore
  });

  it.each([
    ['a point, then a decimal comma', ['1.234', '7', '5,50']],
    ['a decimal comma, then a point', ['5,50', '7', '1.234']],
    ['both in one with thousands, then a point', ['1.234,00 €', '1.234 €']],
  ])('does not guess what 1.234 is in a file that has %s', (_what, cells) => {
    const reader = amountReader();
    const found = cells.map((cell) => reader(cell));
    expect(found.slice(0, -1).every((amount) => typeof amount === 'number')).toBe(true);
    expect(found.at(-1)).toMatchObject({
      ambiguous: true,
      reason: expect.stringMatching(/"1\.234.*" may have thousands or decimals.*, where "(5,50|1\.234,00 €)"/),
    });
    for (const decimal of [',', '.'] as const)
      expect(cells.map(amountReader(decimal)).every((amount) => typeof amount === 'number')).toBe(decimal === ',');
  });

  it('takes 1.234 for decimals beside commas that are no decimal ones, and beside other points', () => {
    const reader = amountReader();
    expect(['1.234', '1,234.56', '1,234,567', '12.5', '0.999'].map((cell) => reader(cell))).toEqual(
      [1.234, 1234.56, 1234567, 12.5, 0.999].map((amount) => Math.round(amount * PARTS)),
    );
  });

  it('takes off ten-thousandths exactly what was put on', () => {
    const exact = amountReader();
    expect(Number(exact('0.1')) + Number(exact('0.2')) + Number(exact('-0.3'))).toBe(0);
  });

  it.each([
    'abc',
    '12.5.3',
    '1,23,456',
    '12-50',
    '--5',
    '(-5)',
    '(5',
    '1 23',
    'NaN',
    'Infinity',
    '1e400',
    '12.50.',
    '1,2345.6',
  ])('refuses %j', (cell) => {
    expect(read(cell)).toMatch(/is not an amount|is too large/);
  });

  it('says where there is none', () => {
    expect(read(' ')).toBe('no amount');
  });
});
