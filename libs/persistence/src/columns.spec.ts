import { instantColumn } from './columns.js';

const DAY_MS = 86_400_000;
const LAST = 8.64e15;

describe('a column of instants', () => {
  it('refuses what is no instant', () => {
    expect(() => instantColumn([NaN], (at) => at)).toThrow(RangeError);
    expect(() => instantColumn([LAST + DAY_MS], (at) => at)).toThrow(RangeError);
    expect(() => instantColumn([-LAST - DAY_MS], (at) => at)).toThrow(RangeError);
    expect(() => instantColumn([Infinity], (at) => at)).toThrow(RangeError);
  });
});
