import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { projectRoot } from './arms/arm.js';
import { coldStart } from './benchmarks/cold-start.js';
import { growth } from './benchmarks/growth.js';
import { latency } from './benchmarks/latency.js';
import { lifetimeValue } from './benchmarks/lifetime-value.js';
import { memory } from './benchmarks/memory.js';
import { readsUnderLoad } from './benchmarks/reads.js';
import { rebuild } from './benchmarks/rebuild.js';
import type { Contest, Stage } from './benchmarks/rounds.js';
import type { Sheet } from './benchmarks/sheet.js';
import { awards, poison, skew } from './benchmarks/throughput.js';
import { readOptions, USAGE, type BenchmarkName, type BenchOptions } from './options.js';
import { chartOf } from './report/chart.js';
import { reportOf, tableOf, type Failure } from './report/report.js';
import { World } from './world/world.js';

type Benchmark = (world: World, quick: boolean, stage: Stage) => Promise<Contest | Sheet>;

/** Those that need a Kafka and a Postgres. */
const onStack: Readonly<Record<Exclude<BenchmarkName, 'd'>, Benchmark>> = {
  a: awards,
  a2: skew,
  poison,
  b: latency,
  c: growth,
  e: memory,
  f: coldStart,
  g: rebuild,
  i: readsUnderLoad,
};

if (process.argv.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
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
  const world = options.only.some((name) => name !== 'd') ? await World.start(step) : undefined;
  process.once('SIGINT', () => void (world?.end() ?? Promise.resolve()).finally(() => process.exit(130)));
  try {
    const results: (Contest | Sheet)[] = [];
    const failures: Failure[] = [];
    for (const name of options.only) {
      try {
        results.push(await measured(name, world));
      } catch (error) {
        // The figures of the others are not lost with it.
        const text = error instanceof Error ? error.message : String(error);
        failures.push({ benchmark: name, error: text });
        step(`${name} could not be measured: ${text}`);
      }
    }
    const report = reportOf(
      results.filter((result) => 'results' in result),
      results.filter((result) => 'lines' in result),
      failures,
      new Date(),
    );
    const directory = join(projectRoot, '.perennial', 'bench');
    mkdirSync(directory, { recursive: true });
    const file = join(directory, report.at.replace(/:|\..*/g, ''));
    writeFileSync(`${file}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
    writeFileSync(`${file}.svg`, chartOf(report));
    if (options.leftOut.length > 0) step(`Left out, as they take longer: ${options.leftOut.join(', ')} (--only)`);
    console.log(options.json ? JSON.stringify(report) : `\n${tableOf(report)}\n\n${file}.json\n${file}.svg`);
    const isWrong = [...report.contests, ...report.sheets].some(({ lines }) =>
      lines.some(({ wrong }) => wrong !== undefined),
    );
    return isWrong || failures.length > 0 ? 1 : 0;
  } finally {
    await world?.end();
  }
}

function measured(name: BenchmarkName, world: World | undefined): Promise<Contest | Sheet> {
  if (name === 'd' || world === undefined) return lifetimeValue(options.quick, { step });
  return onStack[name](world, options.quick, { step });
}
