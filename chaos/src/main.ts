/* What `npm run chaos` runs. Exit code 0 for PASS, 1 for FAIL, 2 for options that cannot be. */
import { randomInt } from 'node:crypto';

import { readOptions, usage, WrongOptions, type Options } from './options.js';
import { Progress } from './progress.js';
import { run } from './run.js';
import { describeVerdict } from './verdict.js';

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2), () => randomInt(2 ** 31));
  } catch (error) {
    if (!(error instanceof WrongOptions)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    process.exit(2);
  }
}

// An exit lets everybody end what they started; a signal that nobody hears does not.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

if (process.argv.includes('--help')) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const options = optionsOrExit();
const progress = new Progress(process.stderr, options.json);
const verdict = await run(options, progress);
progress.clear();
process.stdout.write(options.json ? `${JSON.stringify(verdict)}\n` : describeVerdict(verdict));
process.exit(verdict.ok ? 0 : 1);
