import fc from 'fast-check';

import { personsBy, withoutMerged, type Merge } from './persons.js';

const merge = (from: string, into: string, at: number): Merge => ({
  at,
  source: '/shop',
  id: `${from}-${into}-${at}`,
  from,
  into,
});
const whoIs = (merges: readonly Merge[]) => Object.fromEntries([...personsBy(merges).persons].sort());

const records = ['a', 'b', 'c', 'd', 'e'];
const record = fc.constantFrom(...records);
const anyMerges = fc.array(
  fc.tuple(record, record, fc.nat(9)).map(([from, into, at]) => merge(from, into, at)),
  { maxLength: 7 },
);

describe('customer records that were merged', () => {
  it.each([
    ['two are one', [merge('a', 'b', 1)], { a: 'b' }],
    ['a chain is one person, by its last record', [merge('a', 'b', 1), merge('b', 'c', 2)], { a: 'c', b: 'c' }],
    ['a record that was merged before is its person', [merge('a', 'b', 1), merge('a', 'c', 2)], { a: 'c', b: 'c' }],
    [
      'the earlier merge acts first, also when it comes later',
      [merge('a', 'c', 2), merge('a', 'b', 1)],
      { a: 'c', b: 'c' },
    ],
    ['a circle changes nothing', [merge('a', 'b', 1), merge('b', 'a', 2)], { a: 'b' }],
    ['a merge with itself changes nothing', [merge('a', 'a', 1)], {}],
  ])('%s', (_title, merges, expected) => {
    expect(whoIs(merges)).toEqual(expected);
  });

  it('are the same persons whatever order their merges came in', () => {
    fc.assert(
      fc.property(
        anyMerges.chain((merges) =>
          fc.tuple(
            fc.constant(merges),
            fc.shuffledSubarray(merges, { minLength: merges.length, maxLength: merges.length }),
          ),
        ),
        ([merges, arrived]) => expect(whoIs(arrived)).toEqual(whoIs(merges)),
      ),
    );
  });

  it('stay the same persons without a record that was merged away', () => {
    fc.assert(
      fc.property(anyMerges, record, (merges, gone) => {
        const { persons, heirs } = personsBy(merges);
        const heir = heirs.get(gone);
        fc.pre(heir !== undefined);
        const { [gone]: _, ...others } = Object.fromEntries([...persons].sort());
        expect(whoIs(withoutMerged(merges, gone, heir!))).toEqual(others);
      }),
    );
  });
});
