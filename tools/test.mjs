// npm test: everything that is checked, in order, with one line a step. npm run test:unit|int|e2e [-- <paths, Jest's options>]: one kind.
// npm run test:long: the random histories, many more of them, and the six-event story.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const jest = join(createRequire(import.meta.url).resolve('jest/package.json'), '..', 'bin', 'jest.js');
const scratch = mkdtempSync(join(tmpdir(), 'perennial-results-'));
const dataAsGiven = process.env.PERENNIAL_DATA || '../shared/data';
const env = {
  ...process.env,
  PERENNIAL_DATA: resolve(root, dataAsGiven),
  PERENNIAL_TESTS_BUILT: 'yes',
  NX_DAEMON: 'false',
  NX_TUI: 'false',
};

/**
 * The kinds of tests, and by how many processes each is run, one after the other: Jest keeps what every spec file has loaded until
 * its process ends, and a hundred of them fill a heap of 4 GB.
 */
const PROCESSES = [
  ['unit', 2],
  ['int', 4],
  ['e2e', 1],
];

/** Of as many as in memory one would have to wait for hours. */
const FEWER_ON_POSTGRES = 3;

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  // The running step gets the terminal's Ctrl-C too, cleans up and ends; this process waits for it.
  process.on(signal, () => (interrupted = true));
}

const [kind, ...jestArgs] = process.argv.slice(2);
if (kind === undefined) process.exitCode = await everything();
else if (['unit', 'int', 'e2e'].includes(kind)) process.exitCode = await oneKind(kind, jestArgs);
else if (kind === 'long') process.exitCode = await long();
else {
  console.error(`There is no kind of test called ${kind}: unit, int, e2e or long, or nothing for all.`);
  process.exitCode = 2;
}
rmSync(scratch, { recursive: true, force: true });

/** Many more random histories than in every run; PERENNIAL_HISTORIES says how many are held against the oracle. */
async function long() {
  env.PERENNIAL_HISTORIES ??= '2000';
  // One pattern: Jest runs what fits any of several.
  const code = await oneKind('unit', ['apps/ledger/src/domain/.*(property|story)']);
  if (code !== 0) return code;
  env.PERENNIAL_HISTORIES = String(Math.ceil(Number(env.PERENNIAL_HISTORIES) / FEWER_ON_POSTGRES));
  return oneKind('int', ['random-histories']);
}

async function oneKind(kind, args) {
  if (kind !== 'unit') {
    const build = await run('npm', ['run', '-s', 'build']);
    if (build.code !== 0) {
      process.stderr.write(build.output);
      return build.code;
    }
  }
  const { code } = await run(process.execPath, jestCommand(kind, args), 'inherit');
  return code;
}

async function everything() {
  const started = Date.now();
  const total = { passed: 0, failed: 0 };
  const leftOut = new Map();
  for (const name of ['build', 'typecheck', 'lint']) {
    await step(name, async () => {
      const { code, output } = await run('npm', ['run', '-s', name]);
      if (code !== 0) total.failed += 1;
      return { ok: code === 0, output };
    });
  }
  for (const [name, processes] of PROCESSES) {
    await step(name, async () => {
      const all = { passed: 0, failed: 0, outputs: [] };
      for (let part = 1; part <= processes && !interrupted; part += 1) {
        const file = join(scratch, `${name}-${part}.json`);
        const args = ['--shard', `${part}/${processes}`, '--json', '--outputFile', file];
        const { code, output } = await run(process.execPath, jestCommand(name, args));
        const { passed, failed, absent } = resultsOf(file, code);
        all.passed += passed;
        all.failed += failed;
        all.outputs.push(output);
        for (const [suite, paths] of absent) leftOut.set(suite, paths);
      }
      const { passed, failed } = all;
      total.passed += passed;
      total.failed += failed;
      const output = all.outputs.join('\n');
      const backend = output.split('\n').find((line) => line.startsWith('Integration tests run on'));
      return { ok: failed === 0, output, says: `${passed} passed${failed ? `, ${failed} failed` : ''}`, note: backend };
    });
  }
  if (leftOut.size > 0) {
    console.log(`\nLeft out, because their data is not below ${env.PERENNIAL_DATA} (PERENNIAL_DATA):`);
    for (const [suite, paths] of leftOut) console.log(`  ${suite}: ${paths}`);
  }
  console.log(`\n${seconds(started)} in all`);
  if (interrupted) return 130;
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

async function step(name, work) {
  if (interrupted) return;
  const started = Date.now();
  process.stdout.write(`${name.padEnd(10)}`);
  const { ok, output, says, note } = await work();
  const text = [interrupted ? 'interrupted' : ok ? 'ok' : 'FAILED', says, seconds(started)].filter(Boolean).join(', ');
  process.stdout.write(`${text}\n`);
  if (note) console.log(`          ${note}`);
  if (!ok && !interrupted) console.log(`\n${output.trim()}\n`);
}

function jestCommand(kind, args) {
  return [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    // Whole services beside each other would only take the processor from each other.
    ...(kind === 'e2e' ? ['--runInBand'] : []),
    ...args,
    // Last, because this option takes every word that follows it.
    ...['--selectProjects', kind],
  ];
}

/** Test cases; a suite that could not run, or a run that ended without results, counts as one failure. */
function resultsOf(file, code) {
  const absent = new Map();
  let results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, absent };
  }
  for (const { ancestorTitles, status } of results.testResults.flatMap((suite) => suite.assertionResults)) {
    const [, suite, paths] = /^(.*) \(left out without (.*)\)$/.exec(ancestorTitles[0] ?? '') ?? [];
    if (status === 'pending' && suite) absent.set(suite, paths);
  }
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return { passed: results.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, absent };
}

function run(command, args, stdio = 'pipe') {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', stdio, stdio] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => done({ code: 1, output: `${command}: ${error.message}\n` }));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}

function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
