import { writeFileSync } from 'node:fs';

import type { Output } from '../screen/screen.js';
import type { Chart } from './chart.js';
import { chartSvg } from './chart-svg.js';
import { FileError } from '../purchase-file/file-error.js';

/** Writes the chart where it was asked for. Of a fit that came to nothing there is none. */
export function writeSvg(file: string | undefined, chart: Chart | undefined, err: Output): void {
  if (file === undefined) return;
  if (chart === undefined) {
    err.write(`${file} is not written: there is nothing to draw.\n`);
    return;
  }
  try {
    writeFileSync(file, chartSvg(chart));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FileError('FILE_UNREADABLE', `${file} cannot be written: ${why}`);
  }
  err.write(`Written to ${file}\n`);
}
