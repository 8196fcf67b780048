import type { CheckpointSigned } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { checkpointData } from '../checkpoint-message.js';
import { findCheckpoints } from '../queries/find-checkpoints.js';
import { findLastCheckpoint } from '../queries/find-last-checkpoint.js';
import { isSignedBy, type TrustedKeys } from '../signing-key.js';
import type { Differences } from './differences.js';

/** Checkpoints somebody kept outside the database, in any order. */
export type Published = AsyncIterable<CheckpointSigned> | Iterable<CheckpointSigned>;

const BATCH = 1_000;

/**
 * Compares what was published with what is stored. It is the only check that sees a whole ledger replaced by an older one.
 *
 * @param checkpoints how many are stored: as soon as there are some, a copy without any proves nothing
 * @returns how many were compared
 */
export async function checkPublished(
  tx: Tx,
  published: Published,
  keys: TrustedKeys,
  checkpoints: bigint,
  differences: Differences,
): Promise<bigint> {
  let batch: CheckpointSigned[] = [];
  let count = 0n;
  for await (const checkpoint of published) {
    count += 1n;
    batch.push(checkpoint);
    if (batch.length < BATCH) continue;
    await compare(tx, batch, keys, differences);
    batch = [];
  }
  await compare(tx, batch, keys, differences);
  if (count === 0n && checkpoints > 0n)
    differences.note('published', `the published copy has no checkpoint, the ledger has ${checkpoints}`);
  return count;
}

async function compare(
  tx: Tx,
  batch: readonly CheckpointSigned[],
  keys: TrustedKeys,
  differences: Differences,
): Promise<void> {
  const stored = new Map(
    (
      await findCheckpoints(
        tx,
        batch.map(({ number }) => number),
      )
    ).map((found) => [Number(found.number), checkpointData(found)]),
  );
  for (const one of batch) {
    const { number, keyId } = one;
    const key = keys.get(keyId);
    if (!key || !isSignedBy(key, Buffer.from(one.root, 'hex'), Buffer.from(one.signature, 'base64'))) {
      differences.note(
        'published',
        `the published checkpoint ${number} is not signed with a known key: the copy itself is not genuine`,
      );
      continue;
    }
    const ours = stored.get(number);
    if (!ours) {
      const last = (await findLastCheckpoint(tx))?.number ?? 0n;
      const age =
        BigInt(number) > last ? `: the ledger ends with checkpoint ${last} and is older than what was published` : '';
      differences.note('published', `checkpoint ${number} was published, and is not in the ledger${age}`);
      continue;
    }
    const field = (['root', 'previousRoot', 'bookings', 'transfers', 'keyId', 'signature'] as const).find(
      // The count of bookings may be absent from a message.
      (name) => ours[name] !== one[name] && !(name === 'bookings' && one.bookings === undefined),
    );
    if (field)
      differences.note(
        'published',
        `checkpoint ${number} was published with ${field} ${one[field]}, the ledger has ${ours[field]}`,
      );
  }
}
