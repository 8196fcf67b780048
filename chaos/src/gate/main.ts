/* What `npm run chaos:gate` runs. Exit code 0 when every planted bug is found, 1 when one is not, 2 for options that cannot be. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Chronicle } from '../chronicle.js';
import { Progress } from '../progress.js';
import { bugs, type PlantedBug } from './bugs.js';
import { describeGate, describeTried, header } from './describe.js';
import { gate } from './gate.js';

const usage = `npm run chaos:gate -- [--only N[,N]] [--json]

  --only  numbers of the bugs to plant (all)
  --json  print one document at the end and nothing else`;

function optionsOrExit(): { readonly chosen: readonly PlantedBug[]; readonly json: boolean } {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean' } } });
    const numbers = values.only?.split(',').map(Number) ?? bugs.map(({ number }) => number);
    const unknown = numbers.filter((wanted) => !bugs.some(({ number }) => number === wanted));
    if (unknown.length > 0) throw new Error(`--only takes numbers from 1 to ${bugs.length}, not ${values.only}`);
    return { chosen: bugs.filter(({ number }) => numbers.includes(number)), json: values.json ?? false };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    process.exit(2);
  }
}

// An exit lets everybody end what they started; a signal that nobody hears does not.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const { chosen, json } = optionsOrExit();
const progress = new Progress(process.stderr, json);
const chronicle = new Chronicle(join(tmpdir(), `perennial-gate-${process.pid}.txt`), 'npm run chaos:gate');
if (!json) process.stdout.write(`${header}\n`);
const verdict = await gate(chosen, chronicle, progress, (tried) => {
  progress.clear();
  if (!json) process.stdout.write(`${describeTried(tried)}\n`);
});
progress.clear();
process.stdout.write(json ? `${JSON.stringify(verdict)}\n` : describeGate(verdict));
process.exit(verdict.ok ? 0 : 1);
