import fc from 'fast-check';

import { instantColumn } from './columns.js';

const DAY_MS = 86_400_000;
const LAST = 8.64e15;

describe('a column of instants', () => {
  it('writes every instant as a date writes it', () => {
    const around = fc.tuple(fc.integer({ min: -720_000, max: 2_932_896 }), fc.integer({ min: -1_001, max: 1_001 }));
    const instants = fc.oneof(
      fc.double({ min: -LAST, max: LAST, noNaN: true }),
      fc.integer({ min: 0, max: 253_402_300_799_999 }),
      around.map(([day, ms]) => day * DAY_MS + ms),
    );
    fc.assert(
      fc.property(fc.array(instants), (some) => {
        expect(instantColumn(some, (at) => at)).toBe(`{${some.map((at) => new Date(at).toISOString()).join(',')}}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses what is no instant', () => {
    expect(() => instantColumn([NaN], (at) => at)).toThrow(RangeError);
    expect(() => instantColumn([LAST + DAY_MS], (at) => at)).toThrow(RangeError);
  });
});
