/** SHA-256, handed in: which implementation computes it is none of the tree's business. 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Buffer;

export const HASH_BYTES = 32;

/** First byte of what a leaf is the hash of. Another one than that of nodes, so that neither can pass for the other. */
export const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** One step from a leaf to the root: the hash beside it, and on which side of the pair that stands. */
export interface PathStep {
  readonly side: 'left' | 'right';
  readonly hash: Buffer;
}

/**
 * Root of the Merkle tree of RFC 6962, section 2.1: pairs from the left; what is left over at the right edge of a level
 * goes up unchanged. The root of one leaf is that leaf.
 *
 * @param leaves hashes of the leaves, 32 bytes each, one after the other; not modified
 * @throws RangeError without a leaf, or with part of one
 */
export function merkleRoot(leaves: Uint8Array, sha256: Sha256): Buffer {
  let count = leafCount(leaves);
  const level = Buffer.from(leaves);
  for (; count > 1; count = parentsInPlace(level, count, sha256));
  return level.subarray(0, HASH_BYTES);
}

/**
 * The steps from one leaf up to the root (RFC 6962, section 2.1.1), lowest first; none in a tree of one leaf.
 *
 * @param leaves as in `merkleRoot`
 * @param index of the leaf, from 0
 * @throws RangeError when there is no such leaf
 */
export function inclusionPath(leaves: Uint8Array, index: number, sha256: Sha256): PathStep[] {
  let count = leafCount(leaves);
  if (!Number.isInteger(index) || index < 0 || index >= count)
    throw new RangeError(`there is no leaf ${index} in a tree of ${count}`);
  const level = Buffer.from(leaves);
  const path: PathStep[] = [];
  for (let at = index; count > 1; at >>= 1, count = parentsInPlace(level, count, sha256)) {
    const beside = at ^ 1;
    if (beside >= count) continue;
    const hash = Buffer.from(level.subarray(beside * HASH_BYTES, (beside + 1) * HASH_BYTES));
    path.push({ side: beside < at ? 'left' : 'right', hash });
  }
  return path;
}

/** The root that a leaf and its path lead to: the tree's own if the leaf is in it. */
export function rootOfPath(leaf: Uint8Array, path: readonly PathStep[], sha256: Sha256): Buffer {
  return path.reduce<Buffer>(
    (hash, step) => (step.side === 'left' ? node(step.hash, hash, sha256) : node(hash, step.hash, sha256)),
    Buffer.from(leaf),
  );
}

/** What stands above two hashes. */
export function node(left: Uint8Array, right: Uint8Array, sha256: Sha256): Buffer {
  const pair = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  pair[0] = NODE_PREFIX;
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

function leafCount(leaves: Uint8Array): number {
  if (leaves.length === 0 || leaves.length % HASH_BYTES !== 0)
    throw new RangeError(`${leaves.length} bytes are no leaves: one or more hashes of ${HASH_BYTES} bytes`);
  return leaves.length / HASH_BYTES;
}

/** Overwrites the first `count` hashes with those above them. @returns how many these are */
function parentsInPlace(level: Buffer, count: number, sha256: Sha256): number {
  const pair = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  pair[0] = NODE_PREFIX;
  const pairs = count >> 1;
  for (let i = 0; i < pairs; i += 1) {
    level.copy(pair, 1, 2 * i * HASH_BYTES, 2 * (i + 1) * HASH_BYTES);
    level.set(sha256(pair), i * HASH_BYTES);
  }
  if (count % 2 === 0) return pairs;
  level.copy(level, pairs * HASH_BYTES, (count - 1) * HASH_BYTES, count * HASH_BYTES);
  return pairs + 1;
}
