import type { Tx } from '@perennial/persistence';

import type { SignedCheckpoint } from '../signed-checkpoint.js';
import { CHECKPOINT_COLUMNS, checkpointOf, type CheckpointRow } from './checkpoint-row.js';

const SQL = /* sql */ `select ${CHECKPOINT_COLUMNS} from checkpoint where number = any($1) order by number`;

/** Those of the given numbers that are there, in their order. */
export async function findCheckpoints(tx: Tx, numbers: readonly (number | bigint)[]): Promise<SignedCheckpoint[]> {
  return (await tx.query<CheckpointRow>(SQL, [numbers])).map(checkpointOf);
}
