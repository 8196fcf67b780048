#!/usr/bin/env node
// The door of the command line: plain JavaScript that needs no build. It checks Node, sees to it that the workspace is
// compiled, and hands over to dist/main.js.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const stampFile = join(root, '.nx', 'perennial-build');

const [major, minor, patch] = process.versions.node.split('.').map(Number);
if (!((major === 20 && (minor > 19 || (minor === 19 && patch >= 4))) || major >= 24)) {
  fail(`Perennial needs Node 20.19.4 or newer in the 20 line, or Node 24 and newer; this is ${process.versions.node}.`);
}
if (!existsSync(join(root, 'node_modules', 'commander'))) {
  fail('The dependencies are not installed yet. Run: npm ci');
}

// Warnings of Node about things inside libraries tell a user nothing.
process.removeAllListeners('warning');
if (process.env.PERENNIAL_DEBUG) process.on('warning', (warning) => console.error(warning));

await buildWhenStale();
try {
  await import(pathToFileURL(join(root, 'apps/cli/dist/main.js')).href);
} catch (error) {
  if (process.env.PERENNIAL_DEBUG) console.error(error);
  fail(`Perennial cannot run (${error.message}). "npm ci" repairs an incomplete installation.`, 1);
}

/** Compiles what changed. Nothing to do costs a few milliseconds: asking Nx itself would cost two seconds of every start. */
async function buildWhenStale() {
  const compiler = join(root, 'node_modules', 'nx', 'package.json');
  const sources = projects().flatMap((project) => files(join(project, 'src')).concat(join(project, 'package.json')));
  const hasSources = sources.some((file) => file.endsWith('.ts'));
  if (!hasSources || !existsSync(compiler)) return; // an image: compiled when it was made

  const stamp = createHash('sha256');
  for (const file of [...sources, join(root, '.swcrc')].filter((name) => existsSync(name)).sort()) {
    const { size, mtimeMs } = statSync(file);
    stamp.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  const wanted = stamp.digest('hex');
  const built = projects().every((project) => existsSync(join(project, 'dist')));
  if (built && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;

  console.error(built ? 'Building what changed' : 'Building (first time, about 20 s)');
  await nxBuild();
  mkdirSync(join(root, '.nx'), { recursive: true });
  writeFileSync(stampFile, wanted);
}

/** The folders of all apps and libraries that have sources. */
function projects() {
  return ['apps', 'libs'].flatMap((kind) => {
    const folder = join(root, kind);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((project) => existsSync(join(project, 'package.json')) && existsSync(join(project, 'src')));
  });
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function nxBuild() {
  return new Promise((resolve) => {
    const output = [];
    const nx = spawn(
      process.execPath,
      [join(root, 'node_modules/nx/dist/bin/nx.js'), 'run-many', '-t', 'build', '--output-style=static'],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' },
      },
    );
    nx.stdout.on('data', (data) => output.push(data));
    nx.stderr.on('data', (data) => output.push(data));
    nx.on('error', (error) => fail(`The build could not be started: ${error.message}`, 1));
    nx.on('close', (code) => {
      if (code !== 0) {
        process.stderr.write(Buffer.concat(output));
        fail('The build failed; the messages of the compiler stand above.', 1);
      }
      resolve();
    });
  });
}

function fail(message, code = 2) {
  console.error(message);
  process.exit(code);
}
