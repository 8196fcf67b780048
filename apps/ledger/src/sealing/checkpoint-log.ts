import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

import type { Tx } from '@perennial/persistence';

import { CheckpointsDiverged } from './errors.js';
import { checkpointOfLine, publishedLine } from './published-file.js';
import { findCheckpoints } from './queries/find-checkpoints.js';
import { listCheckpointsAfter } from './queries/list-checkpoints-after.js';

const BATCH = 1_000;
/** More than a line has. */
const TAIL_BYTES = 16_384;
const NEWLINE = 0x0a;

/**
 * A file that gets every checkpoint as a line, for whoever keeps copies outside the database. Written after the commit, so
 * it never tells of a checkpoint that is not there; what was missed, by a crash say, is appended the next time.
 */
export class CheckpointLog {
  constructor(
    private readonly file: string,
    /** CloudEvents source of the service. */
    private readonly source: string,
  ) {}

  /**
   * Appends what is in the database and not in the file.
   *
   * @throws CheckpointsDiverged when the file ends with a checkpoint that the database does not have; nothing is appended
   */
  async catchUp(db: Tx): Promise<void> {
    const file = openSync(this.file, 'a+', 0o644);
    try {
      let number = await this.lastNumber(db, file);
      for (let full = true; full;) {
        const checkpoints = await listCheckpointsAfter(db, number, BATCH);
        full = checkpoints.length === BATCH;
        number = checkpoints.at(-1)?.number ?? number;
        if (checkpoints.length === 0) continue;
        writeSync(file, checkpoints.map((checkpoint) => publishedLine(checkpoint, this.source)).join(''));
        fsyncSync(file);
      }
    } finally {
      closeSync(file);
    }
  }

  private async lastNumber(db: Tx, file: number): Promise<bigint> {
    const line = lastLine(file);
    if (line === undefined) return 0n;
    const last = checkpointOfLine(line, `the last line of ${this.file}`);
    const [ours] = await findCheckpoints(db, [last.number]);
    if (ours?.root.toString('hex') === last.root) return BigInt(last.number);
    throw new CheckpointsDiverged(
      `${this.file} ends with checkpoint ${last.number} of root ${last.root}, which is not in the database`,
    );
  }
}

/** What a loss of power left of a line is taken away: that checkpoint is written once more, whole. */
function lastLine(file: number): string | undefined {
  const { size } = fstatSync(file);
  const start = Math.max(0, size - TAIL_BYTES);
  const tail = Buffer.alloc(size - start);
  readSync(file, tail, 0, tail.length, start);
  const end = tail.lastIndexOf(NEWLINE);
  if (end + 1 < tail.length) ftruncateSync(file, start + end + 1);
  if (end < 0) return undefined;
  return tail.subarray(tail.lastIndexOf(NEWLINE, end - 1) + 1, end).toString('utf8');
}
