import { LeafWriter } from './leaf-writer.js';
import { HASH_BYTES, inclusionPath, merkleRoot, node, rootOfPath, type PathStep, type Sha256 } from './merkle.js';

/** What one transaction booked, as a checkpoint seals it. */
export interface SealedBooking {
  readonly bookingId: string;
  /** How many, above 0. */
  readonly transfers: number;
  /** Milliseconds since 1970. */
  readonly bookedAt: number;
  /** Merkle root over its transfers. */
  readonly root: Buffer;
}

/** What a checkpoint says besides which bookings it seals. */
export interface CheckpointHeader {
  /** 1, 2, 3 … without gaps. */
  readonly number: bigint;
  /** Root of the checkpoint before; absent in the first. */
  readonly previousRoot?: Buffer;
  /** Sealed so far, those of all earlier checkpoints included. */
  readonly bookings: bigint;
  readonly transfers: bigint;
  /** Milliseconds since 1970. */
  readonly signedAt: number;
}

/** What a checkpoint seals. At least one of both is there. */
export interface SealedContents {
  /** In the order of the checkpoint. */
  readonly bookings: readonly SealedBooking[];
  /** Hash of the last entry of the audit log; absent: none was written since the checkpoint before. */
  readonly auditHash?: Buffer | undefined;
}

const NO_ROOT = Buffer.alloc(HASH_BYTES);

/** The bytes whose SHA-256 is a booking's leaf. */
export function bookingLeaf({ bookingId, transfers, bookedAt, root }: SealedBooking): Buffer {
  return new LeafWriter('booking', 60).uuid(bookingId).int32(transfers).instant(bookedAt).hash(root).end();
}

/** The bytes whose SHA-256 stands for everything a checkpoint says besides its bookings. */
export function headerLeaf({ number, previousRoot, bookings, transfers, signedAt }: CheckpointHeader): Buffer {
  return new LeafWriter('checkpoint', 64)
    .int64(number)
    .hash(previousRoot ?? NO_ROOT)
    .int64(bookings)
    .int64(transfers)
    .instant(signedAt)
    .end();
}

/**
 * Root of a checkpoint, which is what gets signed: the header on the left, the tree over its contents on the right. The
 * header holds the root of the checkpoint before, so each root stands for everything sealed until then.
 */
export function checkpointRoot(header: CheckpointHeader, contents: SealedContents, sha256: Sha256): Buffer {
  return node(sha256(headerLeaf(header)), merkleRoot(leavesOf(contents, sha256), sha256), sha256);
}

/** The steps from a booking to the root of the tree over the contents of its checkpoint. @param index of the booking, from 0 */
export function pathInCheckpoint(contents: SealedContents, index: number, sha256: Sha256): PathStep[] {
  return inclusionPath(leavesOf(contents, sha256), index, sha256);
}

/** The checkpoint's root, from a booking of it and that booking's path. */
export function checkpointRootOfPath(
  header: CheckpointHeader,
  booking: SealedBooking,
  path: readonly PathStep[],
  sha256: Sha256,
): Buffer {
  return node(sha256(headerLeaf(header)), rootOfPath(sha256(bookingLeaf(booking)), path, sha256), sha256);
}

/** The audit log's is the last one. It is the hash of a leaf itself, of another kind than that of bookings. */
function leavesOf({ bookings, auditHash }: SealedContents, sha256: Sha256): Buffer {
  const leaves = bookings.map((booking) => sha256(bookingLeaf(booking)));
  return Buffer.concat(auditHash ? [...leaves, auditHash] : leaves);
}
