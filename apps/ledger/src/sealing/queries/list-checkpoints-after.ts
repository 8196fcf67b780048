import type { Tx } from '@perennial/persistence';

import type { SignedCheckpoint } from '../signed-checkpoint.js';
import { CHECKPOINT_COLUMNS, checkpointOf, type CheckpointRow } from './checkpoint-row.js';

const SQL = /* sql */ `select ${CHECKPOINT_COLUMNS} from checkpoint where number > $1 order by number limit $2`;

/** The checkpoints that follow a number, in their order, `limit` at most. */
export async function listCheckpointsAfter(tx: Tx, number: bigint, limit: number): Promise<SignedCheckpoint[]> {
  return (await tx.query<CheckpointRow>(SQL, [number, limit])).map(checkpointOf);
}
