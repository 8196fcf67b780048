import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, resolve } from 'node:path';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** By these words `npm test` finds the suites it has to name. */
const LEFT_OUT = 'left out without';

/** Where a file of real data is, such as `cdnow/transactions.csv`; undefined when it is not on this machine. */
export function realData(path: string): string | undefined {
  const file = join(resolve(PROJECT, process.env['PERENNIAL_DATA'] || '../shared/data'), path);
  return existsSync(file) ? file : undefined;
}

/**
 * A `describe` that needs files of real data. Where one is missing the suite is left out, and `npm test` says so.
 *
 * @param paths relative to PERENNIAL_DATA; `body` gets where they are, in the same order
 */
export function describeWithRealData(
  title: string,
  paths: readonly string[],
  body: (...files: string[]) => void,
): void {
  const missing = paths.filter((path) => realData(path) === undefined);
  if (missing.length === 0) {
    describe(title, () => body(...paths.flatMap((path) => realData(path) ?? [])));
  } else {
    describe(`${title} (${LEFT_OUT} ${missing.join(', ')})`, () => {
      it.skip('needs real data', () => {});
    });
  }
}
