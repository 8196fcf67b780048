import fc from 'fast-check';

import { sha256 } from '../sha256.js';
import { transferLeaf, type SealedTransfer } from './sealed-transfer.js';

const plain: SealedTransfer = {
  account: '6f1c2a1e-58a1-4c55-9a53-0a7a4d1c9f10',
  number: 7n,
  transferId: '0b9f7c64-8d0e-5b7e-8f39-2f2c9cf0a111',
  debit: 'issuance',
  credit: 'wallet',
  points: 10n,
  unit: 'points',
  kind: 'accrual',
  rule: 'purchase',
  thing: 'order:o-1',
  programmeVersion: 1,
  partnerId: 'fuel',
  causeSource: '/shop',
  causeId: 'e-ü-1',
  occurredAt: Date.parse('2027-03-01T10:00:00.123Z'),
  bookedAt: Date.parse('2027-03-01T10:00:01Z'),
  memberSequence: 3n,
};

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom('', 'a', 'ab'));
const int8 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const instant = fc.integer({ min: -8_640_000, max: 4_102_444_800_000 });
const transfers: fc.Arbitrary<SealedTransfer> = fc.record({
  account: fc.uuid(),
  number: int8,
  transferId: fc.uuid(),
  debit: text,
  credit: text,
  points: int8,
  unit: text,
  kind: text,
  rule: text,
  thing: fc.option(text),
  programmeVersion: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  partnerId: fc.option(text),
  causeSource: text,
  causeId: text,
  occurredAt: instant,
  bookedAt: instant,
  memberSequence: fc.option(int8),
});

describe('the leaf of a transfer', () => {
  it('is made of these bytes, for ever (computed once by another program)', () => {
    expect(transferLeaf(plain).toString('hex')).toBe(
      '00016f1c2a1e58a14c559a530a7a4d1c9f1000000000000000070b9f7c648d0e5b7e8f392f2c9cf0a1110000000869737375616e63650000000677616c6c6574000000000000000a00000006706f696e7473000000076163637275616c000000087075726368617365000000096f726465723a6f2d3100000001000000046675656c000000052f73686f7000000006652dc3bc2d31000668a2149d8878000668a214aaea40010000000000000003',
    );
    expect(sha256(transferLeaf(plain)).toString('hex')).toBe(
      'adfb6c50074367908d0ccd07b47f9f4678d6dc5c46c1183da0c36332849a18a5',
    );
  });

  it('is the same for the same transfer', () => {
    fc.assert(fc.property(transfers, (t) => expect(transferLeaf({ ...t }).equals(transferLeaf(t))).toBe(true)));
  });

  it('is another one as soon as any field is another', () => {
    fc.assert(
      fc.property(transfers, transfers, fc.constantFrom(...Object.keys(plain)), (one, other, field) => {
        const changed = { ...one, [field]: other[field as keyof SealedTransfer] };
        fc.pre(!Object.is(changed[field as keyof SealedTransfer], one[field as keyof SealedTransfer]));
        expect(transferLeaf(changed).equals(transferLeaf(one))).toBe(false);
      }),
    );
  });

  it('is another one when text moves from one field to the next', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (head, tail) => {
        const one = transferLeaf({ ...plain, causeSource: head + tail, causeId: '' });
        expect(transferLeaf({ ...plain, causeSource: tail, causeId: head }).equals(one)).toBe(false);
      }),
    );
  });

  it('tells what is missing from what is empty or 0', () => {
    for (const field of ['thing', 'partnerId']) {
      const missing = transferLeaf({ ...plain, [field]: null });
      expect(missing.equals(transferLeaf({ ...plain, [field]: '' }))).toBe(false);
    }
    const leaf = (memberSequence: bigint | null) => transferLeaf({ ...plain, memberSequence });
    expect(leaf(null).equals(leaf(0n))).toBe(false);
  });

  it('sees a microsecond, the least that Postgres keeps', () => {
    const later = { ...plain, bookedAt: plain.bookedAt + 0.001 };
    expect(transferLeaf(later).equals(transferLeaf(plain))).toBe(false);
  });

  it.each([
    ['an account that is no UUID', { account: '6f1c2a1e-58a1-4c55-9a53-0a7a4d1c9f1g' }],
    ['an account that is too short', { account: '6f1c2a1e' }],
    ['an instant that is none', { occurredAt: Number.POSITIVE_INFINITY }],
    ['points beyond 64 bits', { points: 2n ** 63n }],
    ['a version that is not whole', { programmeVersion: 1.5 }],
  ])('does not exist for %s', (_title, change) => {
    expect(() => transferLeaf({ ...plain, ...change })).toThrow(expect.objectContaining({ name: 'RangeError' }));
  });
});
