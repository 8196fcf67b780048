import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { projectRoot } from './arms/arm.js';
import type { Contest } from './benchmarks/rounds.js';
import { awards, full, poison, quick, skew } from './benchmarks/throughput.js';
import { readOptions, USAGE, type BenchmarkName, type BenchOptions } from './options.js';
import { chartOf } from './report/chart.js';
import { reportOf, tableOf } from './report/report.js';
import { World } from './world/world.js';

const benchmarks: Readonly<Record<BenchmarkName, typeof awards>> = { a: awards, a2: skew, poison };

let options: BenchOptions;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(2);
}
const begun = performance.now();
const step = (text: string): void => {
  if (options.json) return;
  console.log(`${((performance.now() - begun) / 1_000).toFixed(0).padStart(5)} s  ${text}`);
};

try {
  process.exitCode = await benchmark();
} catch (error) {
  // What went wrong is said by it; where in this program is of no use to whoever ran it.
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function benchmark(): Promise<number> {
  const world = await World.start(step);
  process.once('SIGINT', () => void world.end().finally(() => process.exit(130)));
  try {
    const contests: Contest[] = [];
    for (const name of options.only)
      contests.push(await benchmarks[name](world, options.quick ? quick : full, { step }));
    const report = reportOf(contests, new Date());
    const directory = join(projectRoot, '.perennial', 'bench');
    mkdirSync(directory, { recursive: true });
    const file = join(directory, report.at.replace(/:|\..*/g, ''));
    writeFileSync(`${file}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
    writeFileSync(`${file}.svg`, chartOf(report));
    console.log(options.json ? JSON.stringify(report) : `\n${tableOf(report)}\n\n${file}.json\n${file}.svg`);
    if (contests.some(({ results }) => results.some(({ rounds }) => rounds.some(({ wrong }) => wrong !== undefined)))) {
      return 1;
    }
    return 0;
  } finally {
    await world.end();
  }
}
