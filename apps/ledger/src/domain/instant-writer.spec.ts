import fc from 'fast-check';

import { instantWriter } from './instant-writer.js';

describe('instantWriter', () => {
  it('writes any instants in any order as Date does', () => {
    const instants = fc.array(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }), { maxLength: 20 });
    const sameDay = fc.array(fc.integer({ min: Date.UTC(2028, 1, 29), max: Date.UTC(2028, 2, 1) }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(instants, sameDay), (all) => {
        const write = instantWriter();
        expect(all.map(write)).toEqual(all.map((at) => new Date(at).toISOString()));
      }),
    );
  });

  it('writes equal neighbours alike, and nothing else', () => {
    const write = instantWriter();
    const texts = [1, 1, 2, 2, 1].map(write);
    expect(texts).toEqual([1, 1, 2, 2, 1].map((at) => new Date(at).toISOString()));
  });

  it('knows the first and the last millisecond of a day', () => {
    const write = instantWriter();
    const midnight = Date.UTC(2027, 0, 1);
    expect([midnight - 1, midnight, 0].map(write)).toEqual([
      '2026-12-31T23:59:59.999Z',
      '2027-01-01T00:00:00.000Z',
      '1970-01-01T00:00:00.000Z',
    ]);
  });
});
