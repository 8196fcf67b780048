import fc from 'fast-check';

import { compareInOrderOfThings, compareUtf8 } from './order-of-things.js';

const placed = fc.record({
  at: fc.nat({ max: 2 }),
  source: fc.constantFrom('/a', '/b', '/ö'),
  id: fc.string({ unit: 'grapheme' }),
});

describe('compareInOrderOfThings', () => {
  it('looks at the time first, then at the source, then at the id', () => {
    const facts = [
      { at: 2, source: '/a', id: '1' },
      { at: 1, source: '/b', id: '1' },
      { at: 1, source: '/a', id: '2' },
      { at: 1, source: '/a', id: '10' },
    ];
    const sorted = [...facts].sort(compareInOrderOfThings);
    expect(sorted.map(({ at, source, id }) => `${at}${source} ${id}`)).toEqual(['1/a 10', '1/a 2', '1/b 1', '2/a 1']);
  });

  it('gives one order whatever the order of arrival', () => {
    const arrivals = fc
      .array(placed)
      .chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })));
    fc.assert(
      fc.property(arrivals, ([facts, again]) => {
        expect([...again].sort(compareInOrderOfThings)).toEqual([...facts].sort(compareInOrderOfThings));
      }),
    );
  });
});

describe('compareUtf8', () => {
  it('agrees with the bytes, also where UTF-16 orders otherwise', () => {
    expect(compareUtf8('\uffff', '😀')).toBeLessThan(0);
    expect('\uffff' < '😀').toBe(false);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
  });
});
