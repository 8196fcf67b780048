import type { Tx } from '@perennial/persistence';

import { HASH_BYTES } from '../domain/merkle.js';
import { transferLeaf } from '../domain/sealed-transfer.js';
import { findLeaves } from '../queries/find-leaves.js';
import { readInBatches } from '../queries/read-in-batches.js';
import { SELECT_TRANSFERS, sealedTransferOf, type TransferRow } from '../queries/transfer-row.js';
import { sha256 } from '../sha256.js';
import type { Differences } from './differences.js';

const ROWS = 5_000;

/**
 * Computes the leaf of each transfer again. Rows are read as they lie in the table: those of one booking lie together,
 * so no order and no index is needed.
 *
 * @param onProgress told how many are done
 * @returns how many transfers there are
 */
export async function checkTransfers(
  tx: Tx,
  differences: Differences,
  onProgress: (done: bigint) => void,
): Promise<bigint> {
  let count = 0n;
  for await (const rows of readInBatches<TransferRow>(tx, SELECT_TRANSFERS, ROWS)) {
    const leaves = await findLeaves(tx, [...new Set(rows.map(({ booking_id }) => booking_id))]);
    const wrong = rows.find((row) => !isAsBooked(row, leaves.get(row.booking_id)));
    if (wrong) {
      const { number, account, transfer_id, position, booking_id } = wrong;
      differences.note(
        'transfers',
        `transfer ${number} of account ${account} (${transfer_id}, position ${position} of booking ${booking_id}) is not what was booked`,
      );
    }
    count += BigInt(rows.length);
    onProgress(count);
  }
  return count;
}

/** Whether a booking is there, and has such a position at all, is asked of all bookings at once elsewhere. */
function isAsBooked(row: TransferRow, leaves: Buffer | undefined): boolean {
  if (!leaves || !(row.position >= 0 && row.position < leaves.length / HASH_BYTES)) return true;
  const booked = leaves.subarray(row.position * HASH_BYTES, (row.position + 1) * HASH_BYTES);
  try {
    return sha256(transferLeaf(sealedTransferOf(row))).equals(booked);
  } catch {
    // A value that no booking could have written.
    return false;
  }
}
