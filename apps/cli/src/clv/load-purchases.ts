import { createReadStream, statSync } from 'node:fs';

import { Screen, type Output } from '../screen/screen.js';
import { progressLine } from '../screen/wording.js';
import type { ClvPlan } from './clv-options.js';
import { ClvError } from './clv-error.js';
import { readPurchases, type PurchaseFile } from './purchase-file.js';

/** Larger files are shown to be read. */
const SHOW_FROM_BYTES = 1 << 20;

/** Reads the file; a terminal shows how far it is. @throws ClvError when it cannot be read or used */
export async function loadPurchases({ file, reading }: ClvPlan, err: Output): Promise<PurchaseFile> {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) throw new ClvError('CLV_FILE_UNREADABLE', `There is no file ${file}.`);
  const screen = new Screen(err);
  const isShown = screen.isTerminal && stats.size >= SHOW_FROM_BYTES;
  const begun = performance.now();
  const csv = createReadStream(file, { highWaterMark: 1 << 18 });
  try {
    return await readPurchases(csv, reading, (done) => {
      const seconds = (performance.now() - begun) / 1_000;
      if (isShown) screen.status(progressLine({ share: csv.bytesRead / stats.size, done, seconds, what: 'row' }));
    });
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      throw new ClvError('CLV_FILE_UNREADABLE', `${file} cannot be read: ${error.message}`);
    throw error;
  } finally {
    screen.endStatus();
    csv.destroy();
  }
}
