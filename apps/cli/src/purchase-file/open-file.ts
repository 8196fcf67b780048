import { createReadStream, statSync } from 'node:fs';

import { Screen, type Output } from '../screen/screen.js';
import { progressLine } from '../screen/wording.js';
import { FileError } from './file-error.js';

/** Larger files are shown to be read. */
const SHOW_FROM_BYTES = 1 << 20;

/**
 * Has a file read, or standard input where it is `-`; a terminal shows how far a file is.
 *
 * @param read given the bytes, and whom to tell the rows read so far
 * @throws FileError when the file is not there, a folder, or cannot be read; what `read` throws
 */
export async function openFile<T>(
  file: string,
  err: Output,
  read: (csv: AsyncIterable<Uint8Array>, onRows: (rows: number) => void) => Promise<T>,
): Promise<T> {
  if (file === '-') return read(process.stdin, () => undefined);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new FileError('FILE_UNREADABLE', `There is no file ${file}.`);
  if (stats.isDirectory()) throw new FileError('FILE_UNREADABLE', `${file} is a folder: name a CSV file in it.`);
  const screen = new Screen(err);
  // Of a pipe nobody knows how long it is.
  const isShown = screen.isTerminal && stats.isFile() && stats.size >= SHOW_FROM_BYTES;
  const begun = performance.now();
  const csv = createReadStream(file, { highWaterMark: 1 << 18 });
  try {
    return await read(csv, (done) => {
      const seconds = (performance.now() - begun) / 1_000;
      if (isShown) screen.status(progressLine({ share: csv.bytesRead / stats.size, done, seconds, what: 'row' }));
    });
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      throw new FileError('FILE_UNREADABLE', `${file} cannot be read: ${error.message}`);
    throw error;
  } finally {
    screen.endStatus();
    csv.destroy();
  }
}
