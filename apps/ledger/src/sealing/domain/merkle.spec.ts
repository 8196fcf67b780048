import fc from 'fast-check';

import { sha256 } from '../sha256.js';
import { inclusionPath, merkleRoot, node, rootOfPath } from './merkle.js';

/** What RFC 6962 is usually tested with: the inputs of eight leaves, and the roots over the first 1, 2, 3 … of them. */
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaf = (input: Uint8Array) => sha256(Buffer.concat([Buffer.of(0), input]));
const rfcLeaves = INPUTS.map((hex) => leaf(Buffer.from(hex, 'hex')));

/** A tree of 1 to 70 leaves and one of them. */
const treeAndIndex = fc
  .array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: 70 })
  .chain((leaves) => fc.tuple(fc.constant(leaves), fc.nat(leaves.length - 1)));

describe('the Merkle tree', () => {
  it.each(ROOTS.map((root, i) => [i + 1, root] as const))(
    'of the first %i leaves of RFC 6962 has its root',
    (n, root) => {
      const leaves = Buffer.concat(rfcLeaves.slice(0, n));
      const before = Buffer.from(leaves);
      expect(merkleRoot(leaves, sha256).toString('hex')).toBe(root);
      expect(leaves.equals(before)).toBe(true);
    },
  );

  it('splits at the largest power of two below its number of leaves, at every size', () => {
    const recursive = (hashes: readonly Buffer[]): Buffer => {
      if (hashes.length === 1) return hashes[0]!;
      let split = 1;
      while (split * 2 < hashes.length) split *= 2;
      return node(recursive(hashes.slice(0, split)), recursive(hashes.slice(split)), sha256);
    };
    for (let n = 1; n <= 130; n += 1) {
      const hashes = Array.from({ length: n }, (_, i) => leaf(Buffer.of(i)));
      expect(merkleRoot(Buffer.concat(hashes), sha256).equals(recursive(hashes))).toBe(true);
    }
  });

  it('proves every one of its leaves in at most log2 steps', () => {
    fc.assert(
      fc.property(treeAndIndex, ([hashes, index]) => {
        const leaves = Buffer.concat(hashes);
        const path = inclusionPath(leaves, index, sha256);
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(hashes.length)));
        expect(rootOfPath(hashes[index]!, path, sha256).equals(merkleRoot(leaves, sha256))).toBe(true);
      }),
    );
  });

  it('proves nothing when any bit of the leaf or of a step is another', () => {
    fc.assert(
      fc.property(treeAndIndex, fc.nat(), ([hashes, index], where) => {
        const leaves = Buffer.concat(hashes);
        const proof = [Buffer.from(hashes[index]!), ...inclusionPath(leaves, index, sha256).map(({ hash }) => hash)];
        const path = inclusionPath(leaves, index, sha256).map((step, i) => ({ ...step, hash: proof[i + 1]! }));
        const bit = where % (proof.length * 256);
        proof[bit >> 8]![(bit >> 3) & 31]! ^= 1 << (bit & 7);
        expect(rootOfPath(proof[0]!, path, sha256).equals(merkleRoot(leaves, sha256))).toBe(false);
      }),
    );
  });

  it('has another root when two of its leaves change places, or one is missing', () => {
    fc.assert(
      fc.property(treeAndIndex, fc.nat(), ([hashes, one], n) => {
        const other = n % hashes.length;
        fc.pre(!Buffer.from(hashes[one]!).equals(Buffer.from(hashes[other]!)));
        const swapped = hashes.with(one, hashes[other]!).with(other, hashes[one]!);
        const root = merkleRoot(Buffer.concat(hashes), sha256);
        expect(merkleRoot(Buffer.concat(swapped), sha256).equals(root)).toBe(false);
        expect(merkleRoot(Buffer.concat(hashes.toSpliced(one, 1)), sha256).equals(root)).toBe(false);
      }),
    );
  });

  it('of no leaves, or of part of one, does not exist', () => {
    expect(() => merkleRoot(Buffer.alloc(0), sha256)).toThrow(RangeError);
    expect(() => merkleRoot(Buffer.alloc(33), sha256)).toThrow(RangeError);
    expect(() => inclusionPath(Buffer.alloc(64), 2, sha256)).toThrow('no leaf 2 in a tree of 2');
  });
});
