import type { Tx } from '@perennial/persistence';

import { checkpointRoot, type SealedContents } from '../domain/checkpoint.js';
import { readCheckpoints, type StoredCheckpoint } from '../queries/read-checkpoints.js';
import { sha256 } from '../sha256.js';
import { isSignedBy, type TrustedKeys } from '../signing-key.js';
import type { Differences } from './differences.js';

/** Where the chain has got to. */
interface Link {
  readonly number: bigint;
  readonly root: Buffer;
  readonly bookings: bigint;
  readonly transfers: bigint;
}

const START = { number: 0n, root: undefined, bookings: 0n, transfers: 0n };

/** Goes along the chain: numbers, links, signatures, and the root that the contents of each checkpoint give. @returns how many there are */
export async function checkCheckpoints(tx: Tx, keys: TrustedKeys, differences: Differences): Promise<bigint> {
  let before: Link | typeof START = START;
  let count = 0n;
  for await (const stored of readCheckpoints(tx)) {
    const { number, signed, bookings } = stored;
    if (!signed) {
      const those = `${bookings.length} booking${bookings.length === 1 ? ' is' : 's are'}`;
      differences.note('chain', `checkpoint ${number} is missing, though ${those} recorded as sealed by it`);
      continue;
    }
    count += 1n;
    checkLink(signed, before, differences);
    checkSignature(signed, keys, differences);
    checkContents(stored, before, differences);
    before = signed;
  }
  return count;
}

type Signed = NonNullable<StoredCheckpoint['signed']>;

function checkLink(signed: Signed, before: Link | typeof START, differences: Differences): void {
  const { number, previousRoot } = signed;
  if (number !== before.number + 1n) {
    const order = before.number === 0n ? `the first one is ${number}` : `${before.number} is followed by ${number}`;
    differences.note('chain', `checkpoint ${before.number + 1n} is missing: ${order}`);
  } else if (before.root ? !previousRoot?.equals(before.root) : previousRoot !== undefined) {
    differences.note(
      'chain',
      `checkpoint ${number} follows another checkpoint ${before.number} than the one that is there`,
    );
  }
}

function checkSignature({ number, root, keyId, signature }: Signed, keys: TrustedKeys, differences: Differences): void {
  const key = keys.get(keyId);
  if (!key)
    differences.note('signatures', `checkpoint ${number} is signed with key ${keyId}, which is not a known one`);
  else if (!isSignedBy(key, root, signature))
    differences.note('signatures', `the signature of checkpoint ${number} is not that of key ${keyId} over its root`);
}

function checkContents(stored: StoredCheckpoint, before: Link | typeof START, differences: Differences): void {
  const { number, signed, auditHash } = stored;
  if (!signed) return;
  const missing = missingOf(stored, signed);
  if (missing !== undefined) return differences.note('sealed', missing);
  const bookings = stored.bookings.flatMap(({ sealed }) => sealed ?? []);
  const count = signed.bookings - before.bookings;
  // Without the checkpoint before, the counts of this one cannot be told from those of all.
  const isNext = number === before.number + 1n;
  if (isNext && BigInt(bookings.length) !== count) {
    const detail = `checkpoint ${number} sealed ${count} bookings, ${bookings.length} of them are there`;
    return differences.note('sealed', detail);
  }
  if (!isMadeOf(signed, { bookings, auditHash })) {
    const orEntry = auditHash ? `, or of another entry ${signed.auditEntry} of the audit log,` : ',';
    const made = `was made of other bookings, or of other roots of them${orEntry} than those that are there`;
    return differences.note('sealed', `checkpoint ${number} ${made}`);
  }
  const was = signed.transfers - before.transfers;
  const transfers = bookings.reduce((sum, booking) => sum + BigInt(booking.transfers), 0n);
  if (isNext && was !== transfers)
    differences.note('sealed', `checkpoint ${number} counts ${was} transfers, its bookings have ${transfers}`);
}

/** What a checkpoint sealed and is gone, in words. */
function missingOf({ number, bookings, auditHash }: StoredCheckpoint, { auditEntry }: Signed): string | undefined {
  for (const [position, booking] of bookings.entries()) {
    if (booking.position !== position) return `checkpoint ${number} has lost its booking at position ${position}`;
    if (booking.sealed) continue;
    const where = `sealed by checkpoint ${number} at position ${position}`;
    return `booking ${booking.bookingId}, ${where}, is not there any more`;
  }
  if (auditEntry === undefined || auditHash) return undefined;
  return `entry ${auditEntry} of the audit log, sealed by checkpoint ${number}, is not there any more`;
}

function isMadeOf(signed: Signed, contents: SealedContents): boolean {
  if (contents.bookings.length === 0 && !contents.auditHash) return false;
  return checkpointRoot(signed, contents, sha256).equals(signed.root);
}
