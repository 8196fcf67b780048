import { HASH_BYTES, merkleRoot } from './domain/merkle.js';
import { transferLeaf, type SealedTransfer } from './domain/sealed-transfer.js';
import { sha256 } from './sha256.js';

/** The leaves of a booking's transfers in their order, 32 bytes each. */
export function bookingLeaves(transfers: readonly SealedTransfer[]): Buffer {
  const leaves = Buffer.allocUnsafe(transfers.length * HASH_BYTES);
  transfers.forEach((transfer, position) => leaves.set(sha256(transferLeaf(transfer)), position * HASH_BYTES));
  return leaves;
}

/** Merkle root over the transfers of one booking in their order; at least one. */
export function bookingRoot(transfers: readonly SealedTransfer[]): Buffer {
  return merkleRoot(bookingLeaves(transfers), sha256);
}
