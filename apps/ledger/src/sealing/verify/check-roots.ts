import type { Tx } from '@perennial/persistence';

import { HASH_BYTES, merkleRoot } from '../domain/merkle.js';
import { readInBatches } from '../queries/read-in-batches.js';
import { sha256 } from '../sha256.js';
import type { Differences } from './differences.js';

const SQL = /* sql */ `select booking_id, transfers, root, leaves from booking`;

interface Row {
  readonly booking_id: string;
  readonly transfers: number;
  readonly root: Buffer;
  readonly leaves: Buffer;
}

/** Leaves of a thousand transfers are 32 kB: so this is a few megabytes at a time. */
const BOOKINGS = 200;

/** Computes the root of each booking again, from its leaves. @returns how many bookings there are */
export async function checkRoots(tx: Tx, differences: Differences): Promise<bigint> {
  let count = 0n;
  for await (const rows of readInBatches<Row>(tx, SQL, BOOKINGS)) {
    count += BigInt(rows.length);
    const wrong = rows.find(
      ({ transfers, root, leaves }) =>
        leaves.length !== transfers * HASH_BYTES || !merkleRoot(leaves, sha256).equals(root),
    );
    if (wrong) differences.note('roots', `the leaves of booking ${wrong.booking_id} do not give its root`);
  }
  return count;
}
