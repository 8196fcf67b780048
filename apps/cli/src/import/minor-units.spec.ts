import fc from 'fast-check';

import { toMinorUnits } from './minor-units.js';

describe('toMinorUnits', () => {
  it.each([
    ['29.33', 2, 2933],
    ['29', 2, 2900],
    ['29.3', 2, 2930],
    ['0.07', 2, 7],
    ['+5.10', 2, 510],
    ['10.000', 2, 1000],
    ['-0.00', 2, 0],
    ['1500', 0, 1500],
    ['1500.0', 0, 1500],
    ['1.234', 3, 1234],
    [' 4.50 ', 2, 450],
    ['90071992547409.91', 2, 9_007_199_254_740_991],
  ])('reads %p with %p digits as %p', (text, digits, minor) => {
    expect(toMinorUnits(text, digits)).toEqual({ minor });
  });

  it.each([
    ['29.333', 2, 'too-precise'],
    ['0.5', 0, 'too-precise'],
    ['-1.00', 2, 'negative'],
    ['', 2, 'not-a-decimal'],
    ['1,50', 2, 'not-a-decimal'],
    ['1e3', 2, 'not-a-decimal'],
    ['.5', 2, 'not-a-decimal'],
    ['NaN', 2, 'not-a-decimal'],
    ['90071992547409.92', 2, 'too-large'],
  ])('refuses %p with %p digits as %s', (text, digits, problem) => {
    expect(toMinorUnits(text, digits)).toEqual({ problem });
  });

  it('loses no cent of any amount, where a floating-point number would', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 4 }), (minor, digits) => {
        const text = String(minor).padStart(digits + 1, '0');
        const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
        expect(toMinorUnits(decimal, digits)).toEqual({ minor });
      }),
    );
  });
});
