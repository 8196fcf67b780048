import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';

import { sha256 } from '../sha256.js';
import { auditEntryLeaf, type SealedAuditEntry } from './sealed-audit-entry.js';

const plain: SealedAuditEntry = {
  number: 7n,
  action: 'transfer.made',
  actor: 'ann',
  at: Date.parse('2027-03-01T10:00:00.123Z'),
  thing: 'transfer:t-ü',
  accounts: ['6f1c2a1e-58a1-4c55-9a53-0a7a4d1c9f10', '0b9f7c64-8d0e-5b7e-8f39-2f2c9cf0a111'],
  before: null,
  after: '{"points":5}',
};
const previous = sha256(Buffer.from('before'));

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom('', 'a', 'ab'));
const entries: fc.Arbitrary<SealedAuditEntry> = fc.record({
  number: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  action: text,
  actor: fc.option(text),
  at: fc.integer({ min: -8_640_000, max: 4_102_444_800_000 }),
  thing: text,
  accounts: fc.array(fc.uuid(), { maxLength: 3 }),
  before: fc.option(text),
  after: text,
});

describe('the leaf of an entry of the audit log', () => {
  it('is made of these bytes, for ever (computed once by another program)', () => {
    expect(auditEntryLeaf(plain, previous).toString('hex')).toBe(
      '000400000000000000076db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb0000000d7472616e736665722e6d61646500000003616e6e000668a2149d88780000000d7472616e736665723a742dc3bc000000026f1c2a1e58a14c559a530a7a4d1c9f100b9f7c648d0e5b7e8f392f2c9cf0a111ffffffff0000000c7b22706f696e7473223a357d',
    );
    expect(sha256(auditEntryLeaf(plain, previous)).toString('hex')).toBe(
      'c9f5bde0816eea4f25d40a10a441d9a0629d1760526c175a9bc373dee6dc8335',
    );
  });

  it('is another one as soon as any field is another, or what it follows', () => {
    fc.assert(
      fc.property(entries, entries, fc.constantFrom(...Object.keys(plain)), (one, other, field) => {
        const of = field as keyof SealedAuditEntry;
        fc.pre(!isDeepStrictEqual(other[of], one[of]));
        const changed = { ...one, [field]: other[of] };
        expect(auditEntryLeaf(changed, previous).equals(auditEntryLeaf(one, previous))).toBe(false);
      }),
    );
    expect(auditEntryLeaf(plain, sha256(Buffer.from('other'))).equals(auditEntryLeaf(plain, previous))).toBe(false);
  });

  it('tells who is missing from who has no name', () => {
    const nobody = auditEntryLeaf({ ...plain, actor: null }, previous);
    expect(nobody.equals(auditEntryLeaf({ ...plain, actor: '' }, previous))).toBe(false);
  });
});
